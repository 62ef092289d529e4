package org.pixelembedding.cli.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pixelembedding.train.ConfigException;
import org.pixelembedding.train.Names;
import org.pixelembedding.train.NetworkPlan;
import org.pixelembedding.train.NetworkSpec;
import org.pixelembedding.train.TrainingConfig;
import org.pixelembedding.train.YamlSection;

/**
 * A comparison as a person writes it down: settings that all rows share, rows that change some of them, seeds. Read from
 * {@code NAME.yaml}; experiments/README.md explains the keys.
 *
 * @param id the file's name without {@code .yaml}; the folder of its results and the name of its markers
 * @param title heading of its table
 * @param notes text under the heading, Markdown
 * @param set name of the pictures
 * @param data where the pictures are
 * @param rowTitle heading of the first column
 * @param columns of the table
 * @param figure whether its results are drawn
 * @param sizes whether accuracy against model bytes is drawn too
 * @param curves whether the way of every row through its training is drawn too
 * @param summary rows, {@code @ROW}, that the table of all grids tells
 */
public record Grid(
        String id,
        String title,
        String notes,
        String set,
        Path data,
        String rowTitle,
        List<Column> columns,
        boolean figure,
        boolean sizes,
        boolean curves,
        List<String> summary,
        List<Row> rows) {

    private static final String SEED = "seed";

    /**
     * One thing that is compared.
     *
     * @param slug its name in file names
     * @param from what its runs start from, as in {@link GridRun}
     * @param reference whether the other rows' differences are formed against it
     * @param learned rows with learned tables that it is measured against besides
     * @param settings common ones and its own, seed not set
     */
    public record Row(
            String name,
            String slug,
            boolean reference,
            List<Long> seeds,
            Optional<String> from,
            Counterparts learned,
            TrainingConfig settings) {
        /** As other rows name it, {@link OtherRun}. */
        String mention() {
            return "@" + slug;
        }

        /** One training of it. */
        public GridRun run(long seed) {
            return new GridRun(name, slug, seed, from, settings.with(SEED, Long.toString(seed)));
        }
    }

    /**
     * Reads a grid.
     *
     * @throws ConfigException with all problems at once
     */
    public static Grid read(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (!name.endsWith(".yaml")) {
            throw new ConfigException(file + ": want a grid, a file that ends in .yaml");
        }
        Path folder = file.toAbsolutePath().getParent();
        return parse(
                file.toString(),
                name.substring(0, name.length() - ".yaml".length()),
                folder,
                Files.readString(file, StandardCharsets.UTF_8));
    }

    /**
     * All grids, in the order of their names.
     *
     * @param experiments folder with {@code grids/NAME.yaml}
     */
    static List<Grid> all(Path experiments) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(experiments.resolve("grids"))) {
            files = found.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
        List<Grid> grids = new ArrayList<>();
        for (Path file : files) {
            grids.add(read(file));
        }
        return grids;
    }

    /**
     * The same from text.
     *
     * @param folder that a relative path of pictures is relative to
     */
    static Grid parse(String source, String id, Path folder, String text) throws IOException {
        YamlSection yaml = YamlSection.parse(source, text);
        String title = required(yaml, "title");
        String notes = yaml.text("notes").orElse("").strip();
        String data = required(yaml, "data");
        String set = yaml.text("set").orElse(set(data));
        String rowTitle = yaml.text("rowTitle").orElse("row");
        List<Column> columns = columns(yaml);
        boolean figure = yaml.flag("figure").orElse(true);
        boolean sizes = yaml.flag("sizes").orElse(false);
        boolean curves = yaml.flag("curves").orElse(false);
        List<String> summary = yaml.texts("summary");
        List<Long> seeds = seeds(yaml, "seeds");
        Map<String, Object> common = yaml.section("common").rest();
        boolean commonFits = settings(yaml, "common", common).isPresent();
        List<YamlSection> sections = yaml.sections("rows");
        if (sections.isEmpty()) {
            yaml.problem("rows is empty, want at least one, each with a name and the keys that it changes");
        }
        List<Row> rows = new ArrayList<>();
        for (YamlSection section : sections) {
            row(section, seeds, common, commonFits).ifPresent(rows::add);
        }
        checkNames(yaml, rows);
        checkOthers(yaml, rows);
        Counterparts.check(yaml, rows);
        checkSummary(yaml, summary, rows);
        yaml.refuseUnknown();
        yaml.check();
        return new Grid(
                id,
                title,
                notes,
                set,
                folder.resolve(data).normalize(),
                rowTitle,
                columns,
                figure,
                sizes,
                curves,
                summary,
                rows);
    }

    /** Rows of the summary are told against float ends. */
    private static void checkSummary(YamlSection yaml, List<String> summary, List<Row> rows) {
        List<String> mentions =
                rows.stream().filter(row -> !row.reference()).map(Row::mention).toList();
        summary.stream()
                .filter(name -> !mentions.contains(name))
                .forEach(name ->
                        yaml.problem("summary: " + name + " is no row beside the reference, want some of " + mentions));
        boolean floatEnds = rows.stream()
                .anyMatch(row -> row.reference() && row.settings().floatEnds().equals("both"));
        if (!summary.isEmpty() && !floatEnds) {
            yaml.problem("summary is given, want a row with float ends and reference: true to tell its rows against");
        }
    }

    /** A file's name up to its first dot. */
    private static String set(String data) {
        String name = data.substring(data.lastIndexOf('/') + 1);
        int dot = name.indexOf('.');
        return dot < 1 ? name : name.substring(0, dot);
    }

    private static String required(YamlSection yaml, String key) {
        Optional<String> text = yaml.text(key).filter(value -> !value.isBlank());
        if (text.isEmpty()) {
            yaml.problem(yaml.where(key) + " is not there, want a text");
        }
        return text.orElse("");
    }

    private static List<Column> columns(YamlSection yaml) {
        List<Column> columns = new ArrayList<>();
        for (String name : yaml.texts("columns")) {
            Column.of(name)
                    .ifPresentOrElse(
                            columns::add, () -> yaml.problem(Names.unknown("columns", name, Column.options())));
        }
        return columns.isEmpty() ? Column.DEFAULTS : List.copyOf(columns);
    }

    private static List<Long> seeds(YamlSection yaml, String key) {
        Set<Long> seeds = new LinkedHashSet<>();
        for (String text : yaml.texts(key)) {
            try {
                if (!seeds.add(Long.parseLong(text))) {
                    yaml.problem(yaml.where(key) + " holds " + text + " twice");
                }
            } catch (NumberFormatException e) {
                yaml.problem(yaml.where(key) + " holds " + text + ", want whole numbers");
            }
        }
        return List.copyOf(seeds);
    }

    private static Optional<Row> row(
            YamlSection section, List<Long> common, Map<String, Object> shared, boolean sharedFit) throws IOException {
        String name = required(section, "name");
        boolean reference = section.flag("reference").orElse(false);
        Optional<String> from = section.text("from");
        Counterparts learned = Counterparts.read(section);
        List<Long> own = seeds(section, "seeds");
        List<Long> seeds = own.isEmpty() ? common : own;
        if (seeds.isEmpty()) {
            section.problem(section.where("seeds") + " is empty and so is the grid's, want at least one seed");
        }
        Map<String, Object> changes = section.rest();
        Map<String, Object> all = new LinkedHashMap<>();
        if (sharedFit) {
            all.putAll(shared);
        }
        all.putAll(changes);
        String where = name.isBlank() ? section.where("name") : "row '" + name + "'";
        return settings(section, where, all)
                .map(settings -> new Row(name, slug(name), reference, seeds, from, learned, settings));
    }

    /** Empty, with its problems told, if they do not make a training. */
    private static Optional<TrainingConfig> settings(YamlSection yaml, String where, Map<String, Object> values)
            throws IOException {
        Map<String, Object> given = new LinkedHashMap<>(values);
        if (given.remove(SEED) != null) {
            yaml.problem(where + ": seed is set, want it in seeds");
        }
        try {
            TrainingConfig config = TrainingConfig.parse(where, Settings.toYaml(given));
            NetworkPlan.of(config, NetworkSpec.load(config.network()), 2);
            return Optional.of(config);
        } catch (ConfigException e) {
            yaml.problem(e.getMessage());
            return Optional.empty();
        }
    }

    private static void checkNames(YamlSection yaml, List<Row> rows) {
        Set<String> slugs = new LinkedHashSet<>();
        for (Row row : rows) {
            if (!slugs.add(row.slug())) {
                yaml.problem("row '" + row.name() + "': another row has the file name " + row.slug()
                        + " too, want another name");
            }
        }
        if (rows.stream().filter(Row::reference).count() > 1) {
            yaml.problem("several rows are reference: true, want at most one");
        }
    }

    /** A row can learn from or start from an earlier one: its run is begun, and so ended, earlier. */
    private static void checkOthers(YamlSection yaml, List<Row> rows) {
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            List<Row> earlier = rows.subList(0, i);
            Stream.concat(
                            row.from().stream(),
                            Stream.of(row.settings().distillation().teacher()))
                    .filter(OtherRun::isRow)
                    .filter(other -> earlier.stream()
                            .noneMatch(each ->
                                    other.equals(each.mention()) && each.seeds().containsAll(row.seeds())))
                    .forEach(other -> yaml.problem("row '" + row.name() + "': " + other
                            + " is no earlier row with its seeds, want one of "
                            + earlier.stream().map(Row::mention).toList()));
        }
    }

    /** Letters and digits, in lower case, joined by single dashes. */
    static String slug(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^-|-$", "");
    }

    public Optional<Row> reference() {
        return rows.stream().filter(Row::reference).findFirst();
    }

    /** The row that {@code @ROW} means. */
    Optional<Row> row(String other) {
        return rows.stream().filter(row -> other.equals(row.mention())).findFirst();
    }

    /** All runs: first every row with its first seed, then with its second, so that a grid cut short is still a table. */
    public List<GridRun> runs() {
        List<GridRun> runs = new ArrayList<>();
        int most = rows.stream().mapToInt(row -> row.seeds().size()).max().orElse(0);
        for (int i = 0; i < most; i++) {
            for (Row row : rows) {
                if (i < row.seeds().size()) {
                    runs.add(row.run(row.seeds().get(i)));
                }
            }
        }
        return runs;
    }
}
