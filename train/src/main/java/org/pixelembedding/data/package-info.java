/**
 * Sets of labelled pictures: where they come from, in which order they are seen, how they are varied.
 *
 * <p>Start at {@link org.pixelembedding.data.ImageSource#open}: it recognises image folders, zips of image folders and
 * the CIFAR binary layouts, and hands out parts as {@link org.pixelembedding.data.ImageSet}. A source without parts is
 * divided by {@link org.pixelembedding.data.Splits}. {@link org.pixelembedding.data.SizedImages} brings the pictures of
 * a set to the network's size and keeps as many of them as a memory budget allows, always as unsigned bytes.
 *
 * <p>Chance comes only from {@link org.pixelembedding.data.CounterRandom}, keyed by seed, epoch, index and purpose:
 * {@link org.pixelembedding.data.Sampler} draws an epoch's order from it and {@link
 * org.pixelembedding.data.Augmentation} a picture's variation. So neither the number of threads nor an interrupted and
 * resumed run changes a byte.
 */
package org.pixelembedding.data;
