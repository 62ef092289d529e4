package org.pixelembedding.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.pixelembedding.export.verify.ComparisonReport;
import org.pixelembedding.export.verify.TargetResult;
import org.pixelembedding.run.Difference;
import org.pixelembedding.train.ParityReport;

/** What {@code verify} found, for programs and for people. */
final class VerifyAnswer {
    private VerifyAnswer() {}

    static Map<String, Object> json(ParityReport report) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("images", report.images());
        answer.put("layers", report.layers());
        answer.put("differences", report.differences());
        answer.put("interpretedImages", report.interpreted());
        report.first().ifPresent(first -> answer.put("first", first.toString()));
        report.plainAgreement().ifPresent(share -> answer.put("plainAgreement", share));
        report.floatEnds().ifPresent(ends -> {
            answer.put("stemCodesDiffering", ends.stemCodesDiffering());
            answer.put("answersDiffering", ends.answersDiffering());
        });
        return answer;
    }

    static void print(PrintWriter out, ParityReport report) {
        out.println(report.summary());
        report.first().ifPresent(first -> out.println("first: " + first));
        out.println("reference interpreter: " + report.interpreted() + " of these images");
        report.plainAgreement()
                .ifPresent(share -> out.printf(
                        "library batch norm agrees with the exact graph on %.5f %% of the codes%n", share * 100));
        report.floatEnds()
                .ifPresent(ends -> out.printf(
                        "float ends: %.5f %% of first-layer codes and %.3f %% of answers differ between engine and"
                                + " training graph (sums of floats depend on their order)%n",
                        ends.stemCodesDiffering() * 100, ends.answersDiffering() * 100));
    }

    static Map<String, Object> json(ComparisonReport report) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("images", report.images());
        answer.put("layers", report.layers());
        answer.put("differences", report.differences());
        List<Object> targets = new ArrayList<>();
        for (TargetResult target : report.targets()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("name", target.name());
            row.put("status", target.status().word());
            row.put("images", target.images());
            row.put("differences", target.differences());
            row.put("seconds", target.seconds());
            if (!target.reason().isEmpty()) {
                row.put("reason", target.reason());
            }
            target.first().ifPresent(first -> row.put("first", first.toString()));
            targets.add(row);
        }
        answer.put("targets", targets);
        return answer;
    }

    static void print(PrintWriter out, ComparisonReport report) {
        TextTable table = new TextTable("target", "status", "images", "differences", "seconds", "");
        for (TargetResult target : report.targets()) {
            boolean ran = target.images() > 0;
            table.row(
                    target.name(),
                    target.status().word(),
                    ran ? target.images() : "",
                    ran ? target.differences() : "",
                    ran ? "%.2f".formatted(target.seconds()) : "",
                    target.reason().lines().findFirst().orElse(""));
        }
        out.print(table);
        out.println(report.summary());
        firsts(report).forEach(first -> out.println("first: " + first));
    }

    private static Stream<Difference> firsts(ComparisonReport report) {
        return report.targets().stream().flatMap(target -> target.first().stream());
    }
}
