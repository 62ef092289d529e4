/**
 * TensorBoard event files: {@link org.pixelembedding.train.events.EventFile} frames records as TFRecord does, the messages
 * inside are {@code tensorboard.Event} (event.proto, summary.proto). Knows nothing of training.
 */
package org.pixelembedding.train.events;
