/**
 * Comparisons of trainings: a {@link org.pixelembedding.cli.experiment.Grid} says which runs there are, each run leaves a
 * {@link org.pixelembedding.cli.experiment.RunResult}, and a {@link org.pixelembedding.cli.experiment.ReportPage} is filled
 * with the tables and figures that follow from those files and from nothing else.
 */
package org.pixelembedding.cli.experiment;
