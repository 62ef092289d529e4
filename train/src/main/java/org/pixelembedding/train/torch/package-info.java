/**
 * The only rooms in which libtorch is known. Tensors do not leave: what goes in and comes out are plain arrays, so that
 * nothing else has to think about native memory. Start at {@link org.pixelembedding.train.torch.TrainingGraph} (steps,
 * fast) and {@link org.pixelembedding.train.torch.ExactGraph} (evaluation on whole numbers).
 */
package org.pixelembedding.train.torch;
