/** Pictures of what was learned, drawn with java.awt: the only package of the command line that sees it. */
package org.pixelembedding.cli.picture;
