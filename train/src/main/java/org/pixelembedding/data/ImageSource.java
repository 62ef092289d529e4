package org.pixelembedding.data;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Pictures on disk as the user has them, in named parts that share one list of labels.
 *
 * <p>Recognised by content, not by file name:
 *
 * <ul>
 *   <li>a folder or zip with {@code train}, {@code val} or {@code validation}, {@code test} (any of them, upper or lower
 *       case) that hold one folder per class;
 *   <li>a folder or zip that holds one folder per class: a <em>flat</em> source, see {@link #everything};
 *   <li>a plain {@code .tar} of either layout, or a folder of such tars (shards; a shard in a folder {@code train}, or
 *       called {@code train-0001.tar}, belongs to that part). Read in place by offset; nothing is unpacked;
 *   <li>a text file that lists {@code path,label} or {@code path,label,split}: see {@link ListedImages};
 *   <li>CIFAR-10 and CIFAR-100 in their binary layout, in a folder, zip, {@code .tar}, {@code .tar.gz} or
 *       {@code .tar.xz}.
 * </ul>
 *
 * All of it may lie one or more folders deeper, as zips usually are. Hidden files and {@code __MACOSX} are passed over.
 * Close a source when its sets are no longer read.
 */
public interface ImageSource extends Closeable {
    /**
     * Opens a source and indexes it: names and labels, no picture is decoded.
     *
     * @throws DataException if the path is missing, of unknown kind, without pictures, or has a class without pictures
     */
    static ImageSource open(Path path) throws IOException {
        return open(path, CacheFolder.NONE);
    }

    /**
     * The same; what a long scan of tar shards found is kept in {@code cache} and used the next time.
     *
     * @throws DataException as for {@link #open(Path)}
     */
    static ImageSource open(Path path, CacheFolder cache) throws IOException {
        return SourceKinds.open(path, cache);
    }

    /** The path it was opened from, for messages. */
    String name();

    /** Class names of all parts together. */
    List<String> labels();

    Optional<ImageSet> train();

    Optional<ImageSet> validation();

    Optional<ImageSet> test();

    /** All pictures of a flat source; empty if the source has parts. */
    Optional<ImageSet> everything();

    /** What a finished model is tested on: the test part, else the validation part, else all of a flat source, else what is there. */
    default Optional<ImageSet> toTestOn() {
        return test().or(this::validation).or(this::everything).or(this::train);
    }

    /** Files that lie where pictures belong but have no picture's extension: passed over, to be told to the user. */
    int ignoredFiles();

    /**
     * SHA-256 over the content in a fixed order, as 64 hexadecimal digits. Depends on neither the path of the source nor
     * its packing (folder, zip, tar): only on names below the folder that holds the parts or classes, and bytes. Computed
     * when first asked for, by reading everything once.
     */
    String fingerprint() throws IOException;

    /**
     * A hash of where the source lies and of the sizes and times of its files: what is cheap to find out and changes when
     * the content does. For caches; another place or a touched file gives another stamp for equal content.
     */
    default String stamp() throws IOException {
        return fingerprint();
    }

    /**
     * Checks that a classifier can be trained on this source.
     *
     * @throws DataException if there is nothing to train on, if there are pictures of fewer than two classes, or if
     *     another part has a class that the train part lacks
     */
    default void checkTrainable() throws DataException {
        ImageSet train = train().or(this::everything)
                .orElseThrow(
                        () -> new DataException(
                                name()
                                        + ": no train part, want train/<class>/* or one folder per class; this source can only be evaluated"));
        int[] counts = train.classCounts();
        checkKnown("validation", validation(), counts);
        checkKnown("test", test(), counts);
        int classes = 0;
        String only = "none";
        for (int label = 0; label < counts.length; label++) {
            if (counts[label] > 0) {
                classes++;
                only = "'" + labels().get(label) + "'";
            }
        }
        if (classes < 2) {
            throw new DataException(
                    name() + ": want pictures of at least 2 classes to train on, got " + classes + " (" + only + ")");
        }
    }

    private void checkKnown(String part, Optional<ImageSet> set, int[] trained) throws DataException {
        if (set.isEmpty()) {
            return;
        }
        int[] counts = set.get().classCounts();
        for (int label = 0; label < counts.length; label++) {
            if (counts[label] > 0 && trained[label] == 0) {
                throw new DataException(name() + ": class '" + labels().get(label) + "' has " + counts[label]
                        + " pictures in the " + part + " part and none in the train part;"
                        + " add some to train or remove the class");
            }
        }
    }
}
