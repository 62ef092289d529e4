package org.pixelembedding.export;

import org.pixelembedding.model.Model;

/**
 * What an exporter is given.
 *
 * @param selfTest a picture with the model's answer to it; the same for all targets
 * @param options the target's options, each with a value
 */
public record ExportRequest(Model model, SelfTest selfTest, ExportOptions options) {}
