/**
 * A training's live page: {@code RunFollower} reads a run directory that another process may be writing, {@code WatchServer} tells
 * browsers what has changed.
 */
package org.pixelembedding.cli.watch;
