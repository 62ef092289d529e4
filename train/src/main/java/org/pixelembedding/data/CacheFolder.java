package org.pixelembedding.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where things are kept that can be made again: decoded pictures, indexes of tar shards. Everything in it may be deleted
 * at any time when no training runs.
 *
 * @param path empty to keep nothing
 */
public record CacheFolder(Optional<Path> path) {
    /** Keeps nothing. */
    public static final CacheFolder NONE = new CacheFolder(Optional.empty());

    /**
     * The user's: {@code PIXEMB_CACHE}, else {@code pixemb} in {@code XDG_CACHE_HOME}, else in {@code .cache} of the home
     * directory.
     *
     * @param environment of the process
     * @param home directory of the user
     */
    public static CacheFolder of(Map<String, String> environment, Path home) {
        String own = environment.getOrDefault("PIXEMB_CACHE", "");
        if (!own.isEmpty()) {
            return new CacheFolder(Optional.of(Path.of(own)));
        }
        Path base = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
        // The XDG specification: a path that is not absolute is to be ignored.
        return new CacheFolder(Optional.of((base.isAbsolute() ? base : home.resolve(".cache")).resolve("pixemb")));
    }

    /** {@link #of} for this process. */
    public static CacheFolder ofUser() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /** A file of that name, its folder made. */
    Path file(String name) throws IOException {
        Path folder = path.orElseThrow();
        Files.createDirectories(folder);
        return folder.resolve(name);
    }
}
