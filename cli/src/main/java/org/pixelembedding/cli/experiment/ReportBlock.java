package org.pixelembedding.cli.experiment;

import java.util.Map;
import org.pixelembedding.cli.picture.Figure;

/** What fills one place of a page. */
interface ReportBlock {
    /**
     * Everything between the markers.
     *
     * @param figures where the page finds figures
     */
    String markdown(String figures);

    /** By the names of their files, without {@code .svg}. */
    Map<String, Figure> pictures();
}
