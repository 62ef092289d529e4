/**
 * From model to answer. {@link org.pixelembedding.run.Classifier} is the door for programs that only want a class;
 * {@link org.pixelembedding.run.Planner} makes a {@link org.pixelembedding.run.Plan} of a model once, and each thread
 * runs pictures in a {@link org.pixelembedding.run.Session} of its own; {@link
 * org.pixelembedding.run.ReferenceInterpreter} is the slow oracle that everything else is compared with.
 */
package org.pixelembedding.run;
