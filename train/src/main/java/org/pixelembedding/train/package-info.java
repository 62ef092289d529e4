/**
 * Learning, then freezing. A {@link org.pixelembedding.train.TrainingConfig} and a {@link
 * org.pixelembedding.train.NetworkSpec} give a {@link org.pixelembedding.train.Topology}: one list of steps that
 * training, exact evaluation and freezing all walk. {@link org.pixelembedding.train.Trainer} trains into a {@link
 * org.pixelembedding.train.RunDirectory}; a {@link org.pixelembedding.train.Checkpoint} brought to life is a {@link
 * org.pixelembedding.train.TrainedNetwork}; {@link org.pixelembedding.train.ModelFreezer} makes integers of it, by the
 * arithmetic of {@link org.pixelembedding.train.Folding}; {@link org.pixelembedding.train.ParityCheck} proves them.
 *
 * <p>Everything here is plain Java on plain arrays; libtorch is behind {@link org.pixelembedding.train.torch}.
 */
package org.pixelembedding.train;
