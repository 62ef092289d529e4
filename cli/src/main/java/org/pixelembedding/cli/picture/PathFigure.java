package org.pixelembedding.cli.picture;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The way that a rising pixel value takes through a plane.
 *
 * @param points {@code [value][x, y]}; the array itself
 * @param before the same way at an earlier time, drawn behind it
 */
@SuppressWarnings("ArrayRecordComponent") // drawn, never compared
public record PathFigure(String title, double[][] points, Optional<double[][]> before, Sheet.Colour colour)
        implements Figure {
    private static final int WIDTH = 350;
    private static final int HEIGHT = 240;
    private static final int MARGIN = 28;
    private static final int TOP = 52;
    private static final int MARK_EVERY = 64;
    /** Marks closer than this, in pixels, get one label. */
    private static final double SAME_PLACE = 5;

    private static final int LABEL_HEIGHT = 12;
    /** Where the middle of a label may lie beside its mark: above, below, left, right, and above to a side. */
    private static final double[][] BESIDE = {{0, -11}, {0, 13}, {-1, 0}, {1, 0}, {-0.8, -9}, {0.8, -9}};

    private record Place(double x, double y) {
        boolean near(Place other) {
            return Math.hypot(x - other.x, y - other.y) < SAME_PLACE;
        }
    }

    /** A label around a place, with its size in pixels. */
    private record Label(String words, Place middle) {
        double width() {
            return 7.0 * words.length();
        }

        boolean covers(Place place) {
            return Math.abs(place.x - middle.x) < width() / 2 + 2
                    && Math.abs(place.y - middle.y) < LABEL_HEIGHT / 2.0 + 2;
        }

        boolean overlaps(Label other) {
            return Math.abs(other.middle.x - middle.x) < (width() + other.width()) / 2
                    && Math.abs(other.middle.y - middle.y) < LABEL_HEIGHT;
        }

        boolean outside() {
            return middle.x - width() / 2 < 2
                    || middle.x + width() / 2 > WIDTH - 2
                    || middle.y < TOP - LABEL_HEIGHT - 8
                    || middle.y > HEIGHT - LABEL_HEIGHT / 2.0;
        }
    }

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public int height() {
        return HEIGHT;
    }

    @Override
    public void draw(Sheet sheet) {
        sheet.text(title, 14, 24, 14, Sheet.Anchor.START, Sheet.Colour.INK);
        before.ifPresent(way -> line(sheet, places(way), 1, Sheet.Colour.FAINT));
        List<Place> places = places(points);
        line(sheet, places, 1.5, colour);
        for (int value = 0; value < places.size(); value++) {
            Place place = places.get(value);
            sheet.dot(place.x, place.y, marked(value) ? 4 : 2, colour);
        }
        for (Label label : labels(places)) {
            sheet.text(
                    label.words,
                    label.middle.x,
                    label.middle.y + 4,
                    LABEL_HEIGHT,
                    Sheet.Anchor.MIDDLE,
                    Sheet.Colour.INK);
        }
    }

    private static void line(Sheet sheet, List<Place> places, double width, Sheet.Colour colour) {
        for (int i = 1; i < places.size(); i++) {
            Place from = places.get(i - 1);
            Place to = places.get(i);
            sheet.line(from.x, from.y, to.x, to.y, width, colour);
        }
    }

    private boolean marked(int value) {
        return value % MARK_EVERY == 0 || value == points.length - 1;
    }

    /** Values at one place share a label; each lies where it covers least. */
    private List<Label> labels(List<Place> places) {
        List<Place> marks = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (int value = 0; value < places.size(); value++) {
            if (!marked(value)) {
                continue;
            }
            Place place = places.get(value);
            int at = 0;
            while (at < marks.size() && !marks.get(at).near(place)) {
                at++;
            }
            if (at == marks.size()) {
                marks.add(place);
                words.add(Integer.toString(value));
            } else {
                words.set(at, words.get(at) + ", " + value);
            }
        }
        List<Label> labels = new ArrayList<>();
        for (int i = 0; i < marks.size(); i++) {
            labels.add(best(words.get(i), marks.get(i), places, labels));
        }
        return labels;
    }

    private static Label best(String words, Place mark, List<Place> places, List<Label> others) {
        double aside = 3.5 * words.length() + 8;
        return Stream.of(BESIDE)
                .map(to -> new Label(words, new Place(mark.x + to[0] * aside, mark.y + to[1])))
                .min(Comparator.comparingDouble(label -> (label.outside() ? 1000 : 0)
                        + 300.0 * others.stream().filter(label::overlaps).count()
                        + places.stream().filter(label::covers).count()))
                .orElseThrow();
    }

    private List<Place> places(double[][] way) {
        Axis across = axis(0, MARGIN, WIDTH - MARGIN);
        Axis up = axis(1, HEIGHT - MARGIN, TOP);
        return Stream.of(way)
                .map(point -> new Place(across.at(point[0]), up.at(point[1])))
                .toList();
    }

    private Axis axis(int dimension, int from, int to) {
        double[] all = Stream.concat(Stream.of(points), before.stream().flatMap(Stream::of))
                .mapToDouble(point -> point[dimension])
                .sorted()
                .toArray();
        double low = all[0];
        return Axis.between(low, Math.max(all[all.length - 1], low + 1), from, to);
    }
}
