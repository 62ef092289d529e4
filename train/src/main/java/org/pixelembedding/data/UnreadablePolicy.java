package org.pixelembedding.data;

/** What happens to a picture that cannot be decoded. */
public enum UnreadablePolicy {
    /** Reading it throws {@link UnreadableImageException}. */
    FAIL,
    /** It is left out of the set and listed. */
    SKIP
}
