/**
 * The command {@code pixemb}: each command parses, calls one library method, prints, and returns an exit code (0 done, 1
 * bad input or a difference found, 2 usage, 70 our bug, 130 and 143 after a signal). Start at {@link
 * org.pixelembedding.cli.Main}.
 */
package org.pixelembedding.cli;
