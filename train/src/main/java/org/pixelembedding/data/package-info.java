/**
 * Sets of labelled pictures: where they come from, in which order they are seen, how they are varied.
 *
 * <p>Start at {@link org.pixelembedding.data.ImageSource#open}: it recognises folders and zips of class folders, tars and
 * folders of tars, lists of paths and the CIFAR binary layouts, and hands out parts as {@link
 * org.pixelembedding.data.ImageSet}. Each kind is a class: {@code ClassFolders} (on a {@code FileTree}), {@code
 * TarShards} (on a {@code TarIndex}), {@code ListedImages}, {@code CifarBinary}. A source without parts is divided by
 * {@link org.pixelembedding.data.Splits}. {@link org.pixelembedding.data.DecodedCache} turns a source into one whose
 * pictures were decoded once, to one size; {@link org.pixelembedding.data.SizedImages} brings the pictures of any set to
 * the network's size, always as unsigned bytes. {@link org.pixelembedding.data.DataCheck} looks at all of them.
 *
 * <p>Chance comes only from {@link org.pixelembedding.data.CounterRandom}, keyed by seed, epoch, index and purpose:
 * {@link org.pixelembedding.data.Sampler} and {@link org.pixelembedding.data.BalancedSampler} draw an epoch's order from
 * it and {@link org.pixelembedding.data.Augmentation} a picture's variation. So neither the number of threads nor an
 * interrupted and resumed run changes a byte.
 */
package org.pixelembedding.data;
