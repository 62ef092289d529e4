package org.pixelembedding.cli.picture;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.pixelembedding.format.WholeFile;
import org.pixelembedding.train.EpochMetrics;

/** Loss and accuracy over the epochs, of the training steps and of the validation part, side by side. */
public final class TrainingCurvesPicture {
    static final int WIDTH = 1080;
    static final int HEIGHT = 400;

    private static final Color TRAINING = new Color(0x21, 0x4f, 0xa8);
    private static final Color VALIDATION = new Color(0xd9, 0x6a, 0x0b);
    /** Up to so many epochs each is marked: a line of one point cannot be seen. */
    private static final int MARKED = 30;

    private TrainingCurvesPicture() {}

    /**
     * Draws, and replaces an older picture.
     *
     * @param epochs at least one
     */
    public static void write(List<EpochMetrics> epochs, Path file) throws IOException {
        BufferedImage sheet = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        XYChart loss = chart("Loss (cross-entropy)", epochs, 1, EpochMetrics::trainLoss, EpochMetrics::validationLoss);
        XYChart accuracy =
                chart("Accuracy, %", epochs, 100, EpochMetrics::trainAccuracy, EpochMetrics::validationAccuracy);
        sheet.createGraphics().drawImage(BitmapEncoder.getBufferedImage(loss), 0, 0, null);
        sheet.createGraphics().drawImage(BitmapEncoder.getBufferedImage(accuracy), WIDTH / 2, 0, null);
        WholeFile.write(file, out -> ImageIO.write(sheet, "png", out));
    }

    private static XYChart chart(
            String title,
            List<EpochMetrics> epochs,
            double unit,
            ToDoubleFunction<EpochMetrics> training,
            ToDoubleFunction<EpochMetrics> validation) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH / 2)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("epoch")
                .build();
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
        // Half epochs are no ticks.
        chart.getStyler()
                .setXAxisTickLabelsFormattingFunction(
                        epoch -> epoch == Math.rint(epoch) ? Integer.toString((int) Math.rint(epoch)) : "");
        series(chart, "training steps", epochs, unit, training, TRAINING);
        series(chart, "validation part", epochs, unit, validation, VALIDATION);
        return chart;
    }

    /** A value that is not there (no validation part, a loss that is no number) leaves its epoch out. */
    private static void series(
            XYChart chart,
            String name,
            List<EpochMetrics> epochs,
            double unit,
            ToDoubleFunction<EpochMetrics> value,
            Color colour) {
        List<EpochMetrics> there = epochs.stream()
                .filter(epoch -> Double.isFinite(value.applyAsDouble(epoch)))
                .toList();
        if (there.isEmpty()) {
            return;
        }
        XYSeries series = chart.addSeries(
                name,
                there.stream().mapToDouble(EpochMetrics::epoch).toArray(),
                there.stream()
                        .mapToDouble(epoch -> value.applyAsDouble(epoch) * unit)
                        .toArray());
        series.setMarkerColor(colour).setMarker(epochs.size() <= MARKED ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
        series.setLineColor(colour).setLineStyle(new BasicStroke(2));
    }
}
