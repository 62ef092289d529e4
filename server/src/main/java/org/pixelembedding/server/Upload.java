package org.pixelembedding.server;

/** One picture of a request, still encoded: a name for the answer and a range of the body's bytes. */
record Upload(String file, int from, int to) {}
