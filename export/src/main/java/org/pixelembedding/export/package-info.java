/**
 * A frozen model for programs that are not this one: files of other formats, each in a folder that explains itself.
 *
 * <p>Start at {@link org.pixelembedding.export.Exporter}, one class a target, and at {@link
 * org.pixelembedding.export.Exporters}, the list of them. {@link org.pixelembedding.export.ExportFolder} is what calls them:
 * it adds what every folder has (README.md, labels, the self-test picture with its sums) and moves the whole into place.
 */
package org.pixelembedding.export;
