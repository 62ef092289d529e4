/**
 * From the bytes of a picture file to unsigned 8-bit RGB, the same on every machine: {@link
 * org.pixelembedding.image.ImageDecoder} reads, {@link org.pixelembedding.image.Resize} brings to a network's size. The
 * only package that knows {@code java.awt}; runs headless.
 */
package org.pixelembedding.image;
