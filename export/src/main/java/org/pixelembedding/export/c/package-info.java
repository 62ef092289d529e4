/**
 * A model as freestanding C99, and that C compiled and run. {@code CPlan} decides the steps and what they fuse, {@code CArena}
 * where buffers lie, {@code CSource} writes the text around the kernels, which are resources beside this package. {@link
 * org.pixelembedding.export.c.CProgram} builds what was written with a toolchain of this machine and runs it on pictures.
 */
package org.pixelembedding.export.c;
