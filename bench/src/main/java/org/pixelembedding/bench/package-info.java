/**
 * Benchmarks, never published. Start at {@link org.pixelembedding.bench.Benchmarks}, the program. Every benchmark
 * compares its answer with a slower way to get it before JMH may time it; shapes come from text files beside this class.
 */
package org.pixelembedding.bench;
