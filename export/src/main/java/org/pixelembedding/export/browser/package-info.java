/**
 * A model as a page and a module for browsers and Node. The WebAssembly, from resources beside this package, is the same for all
 * models and made of the C of {@code export.c} by {@code src/main/wasm/build}; {@code ModelFile} writes the model as the data that
 * it reads, {@code PageFile} the page. {@link org.pixelembedding.export.browser.NodeProgram} runs both runtimes in Node.
 */
package org.pixelembedding.export.browser;
