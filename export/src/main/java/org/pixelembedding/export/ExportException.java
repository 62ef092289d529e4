package org.pixelembedding.export;

import java.io.IOException;
import org.pixelembedding.model.Node;

/** An export that cannot be: the message says why and what to do instead. */
public final class ExportException extends IOException {
    private static final long serialVersionUID = 1;

    public ExportException(String message) {
        super(message);
    }

    /** An input layer that the target does not know. */
    public static ExportException ofInput(Exporter target, Node node) {
        return ofLayer(
                target,
                node,
                "is an input layer that is not written for this target",
                "take its numbers with --to npy, or train with --input pixel-embedding and --table per-colour or shared");
    }

    /** A layer that computes in floats, for a target that has none. */
    public static ExportException ofFloats(Exporter target, Node node) {
        return ofLayer(
                target,
                node,
                "computes in floats, and this target has whole numbers only",
                "train with integer ends (--input pixel-embedding --classifier binary), or take its numbers with --to npy");
    }

    /**
     * A layer that the target cannot express.
     *
     * @param why what it cannot express, for example {@code "is float, and this target has integers only"}
     * @param instead what the user can do
     */
    public static ExportException ofLayer(Exporter target, Node node, String why, String instead) {
        return new ExportException(
                "layer '" + node.name() + "' (" + node.layer().kind().tag() + ") " + why + ", so target "
                        + target.target() + " cannot hold this model; " + instead);
    }
}
