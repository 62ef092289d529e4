package org.pixelembedding.cli.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pixelembedding.cli.picture.Figure;
import org.pixelembedding.format.WholeFile;
import org.pixelembedding.train.ConfigException;

/**
 * A Markdown page with places that are filled from results. The place of grid {@code NAME} begins with the line
 * {@code <!-- NAME -->} and ends with the line {@code <!-- /NAME -->}; what stands between them is replaced. Between {@code <!-- all grids -->}
 * and {@code <!-- /all grids -->} stand the rows that grids want told first. Figures lie in {@code results/} beside the page.
 */
public final class ReportPage {
    private static final Pattern BEGIN = Pattern.compile("<!-- (" + Summary.MARKER + "|[a-z0-9][a-z0-9.-]*) -->");
    private static final String FIGURES = "results";

    private final Path page;
    private final String before;
    private final String after;
    private final Map<Path, Figure> pictures = new LinkedHashMap<>();

    private ReportPage(Path page, Path experiments) throws IOException {
        this.page = page;
        before = Files.readString(page, StandardCharsets.UTF_8);
        after = fill(experiments);
    }

    /**
     * Fills a page in memory.
     *
     * @param experiments folder with {@code grids/NAME.yaml} and the folders of results
     * @throws ConfigException if a place has no end
     */
    public static ReportPage of(Path page, Path experiments) throws IOException {
        return new ReportPage(page, experiments);
    }

    private String fill(Path experiments) throws IOException {
        StringBuilder text = new StringBuilder();
        List<String> lines = new ArrayList<>(before.lines().toList());
        for (int i = 0; i < lines.size(); i++) {
            text.append(lines.get(i)).append('\n');
            Matcher begin = BEGIN.matcher(lines.get(i));
            if (!begin.matches()) {
                continue;
            }
            String name = begin.group(1);
            boolean all = name.equals(Summary.MARKER);
            Path file = experiments.resolve("grids").resolve(name + ".yaml");
            if (!all && !Files.exists(file)) {
                continue; // another's marker
            }
            String end = "<!-- /" + name + " -->";
            int last = lines.subList(i, lines.size()).indexOf(end);
            if (last < 0) {
                throw new ConfigException(page + ", line " + (i + 1) + ": " + lines.get(i) + " has no end; write " + end
                        + " into a line of its own where its table ends");
            }
            text.append(all ? block(new Summary(experiments)) : block(new GridReport(Grid.read(file), experiments)))
                    .append(end)
                    .append('\n');
            i += last;
        }
        return text.toString();
    }

    private String block(ReportBlock block) {
        block.pictures()
                .forEach((name, picture) ->
                        pictures.put(page.resolveSibling(FIGURES).resolve(name + ".svg"), picture));
        return block.markdown(FIGURES);
    }

    /** Files that are not what the results say: the page itself, figures. Bitmaps depend on a machine's fonts: not asked. */
    public List<Path> stale() throws IOException {
        List<Path> stale = new ArrayList<>();
        if (!after.equals(before)) {
            stale.add(page);
        }
        for (Map.Entry<Path, Figure> entry : pictures.entrySet()) {
            Path svg = entry.getKey();
            if (!Files.exists(svg)
                    || !Files.readString(svg, StandardCharsets.UTF_8)
                            .equals(entry.getValue().svg())) {
                stale.add(svg);
            } else if (!Files.exists(png(svg))) {
                stale.add(png(svg));
            }
        }
        return stale;
    }

    /** Writes what is stale; a bitmap with its vector figure. */
    public void write() throws IOException {
        List<Path> stale = stale();
        for (Map.Entry<Path, Figure> entry : pictures.entrySet()) {
            Path svg = entry.getKey();
            if (stale.contains(svg) || stale.contains(png(svg))) {
                Files.createDirectories(svg.toAbsolutePath().getParent());
                writeText(svg, entry.getValue().svg());
                entry.getValue().writePng(png(svg));
            }
        }
        if (stale.contains(page)) {
            writeText(page, after);
        }
    }

    private static Path png(Path svg) {
        return svg.resolveSibling(svg.getFileName().toString().replaceAll("svg$", "png"));
    }

    private static void writeText(Path file, String text) throws IOException {
        WholeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
