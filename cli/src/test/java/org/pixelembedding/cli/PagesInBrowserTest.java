package org.pixelembedding.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.pixelembedding.cli.Outcome.pixemb;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.pixelembedding.cli.watch.RunFollower;
import org.pixelembedding.cli.watch.WatchServer;
import org.pixelembedding.export.browser.Chromium;

/** The pages of {@code report}, {@code compare} and {@code watch} in a real browser. Screenshots are kept in target/screenshots. */
@Timeout(120)
class PagesInBrowserTest {
    @TempDir
    static Path directory;

    private static Path run;
    private static Path report;
    private static Path comparison;
    private static Chromium chromium;

    @BeforeAll
    static void makePages() throws IOException {
        assumeTrue(Chromium.missing().isEmpty(), () -> Chromium.missing().orElse(""));
        Path pictures = PaintedFolder.write(directory.resolve("pictures"), 12, "left & right", "up");
        run = SmallRun.train(pictures, directory.resolve("run"), 3);
        Path other = SmallRun.train(pictures, directory.resolve("other"), 1, "--seed", 2);
        assertThat(pixemb("report", run).code()).isZero();
        report = run.resolve("report/report.html");
        comparison = directory.resolve("compared/compare.html");
        Outcome compared = pixemb(
                "compare",
                run.resolve("model.pxm"),
                other.resolve("model.pxm"),
                "--data",
                pictures,
                "-o",
                comparison.getParent());
        assertThat(compared.code()).as(compared.err()).isZero();
        chromium = Chromium.start(directory.resolve("profile"));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void onADesk() {
        chromium.dark(false);
        chromium.size(1280, 800, false);
    }

    private static WatchServer watch(Path directory) throws IOException {
        return new WatchServer(new RunFollower(directory), 0, Json::of);
    }

    private static Object script(String code, Object... arguments) {
        return chromium.driver().executeScript(code, arguments);
    }

    private static void press(Keys key) {
        chromium.driver().switchTo().activeElement().sendKeys(key);
    }

    /** Presses the tab key until the element of a selector has the focus. */
    private static void tabTo(String selector) {
        for (int presses = 0; presses < 100; presses++) {
            press(Keys.TAB);
            if (script("return document.activeElement === document.querySelector(arguments[0])", selector)
                    .equals(true)) {
                return;
            }
        }
        throw new AssertionError(selector + " is not reached by the tab key");
    }

    /** On phone and desk, in light and dark: all is within the page, named, seen, and nothing was asked for or complained of. */
    private static void holdsEverywhere(String name, String origin) throws IOException {
        for (boolean dark : List.of(false, true)) {
            chromium.dark(dark);
            for (boolean phone : List.of(false, true)) {
                chromium.size(phone ? 390 : 1280, phone ? 844 : 800, phone);
                String form = name + (phone ? "-phone" : "") + (dark ? "-dark" : "");
                chromium.screenshot(Path.of("target/screenshots/" + form + ".png"));
                assertThat(chromium.violations()).as(form).isEmpty();
                assertThat(script("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                        .as(form)
                        .isEqualTo(0L);
            }
        }
        assertThat((List<?>) script(
                        "return performance.getEntriesByType('resource').map(each => each.name)"
                                + ".filter(address => !address.startsWith('data:') && !address.startsWith(arguments[0]))",
                        origin))
                .isEmpty();
        assertThat(script("return [...document.images].every(each => each.alt && each.naturalWidth > 0)"))
                .isEqualTo(true);
        assertThat(chromium.complaints()).isEmpty();
    }

    @Test
    void theReportHoldsOnPhoneAndDeskInLightAndDark() throws IOException {
        chromium.open(report.toUri().toString());
        script("document.querySelector('details').open = true");
        holdsEverywhere("report", "nowhere:");
    }

    @Test
    void theComparisonHoldsOnPhoneAndDeskInLightAndDark() throws IOException {
        chromium.open(comparison.toUri().toString());
        holdsEverywhere("compare", "nowhere:");
        assertThat((String) script("return document.getElementById('disagreements').textContent"))
                .matches("(?s).*A and B give different answers to \\d+ of the 24 pictures.*");
        tabTo("#classes th button");
        press(Keys.ENTER);
        assertThat(script("return document.querySelector('#classes tbody th').textContent"))
                .isEqualTo("up");
    }

    @Test
    void theLivePageHoldsOnPhoneAndDeskInLightAndDark() throws IOException {
        try (WatchServer server = watch(run)) {
            chromium.open(server.address());
            assertThat(chromium.text("state")).isEqualTo("Finished: all 3 epochs are trained.");
            assertThat(script("return document.querySelectorAll('#table img').length"))
                    .isEqualTo(6L);
            holdsEverywhere("watch", server.address());
            chromium.driver().get("about:blank");
        }
    }

    @Test
    void theMatrixIsSortedByKeyboard() {
        chromium.open(report.toUri().toString());
        tabTo("[data-order=worst]");
        press(Keys.ENTER);
        assertThat(script("return document.querySelector('[aria-pressed=true]').dataset.order"))
                .isEqualTo("worst");
        // The class in the uppermost row is the one of least recall in the matrix's own counts.
        assertThat(script("""
                const recall = t => {
                  const row = [...document.querySelectorAll(`#matrix rect[data-t="${t}"]`)];
                  const count = each => each.reduce((sum, square) => sum + +square.dataset.n, 0);
                  return count(row.filter(square => square.dataset.a === t)) / count(row);
                };
                const rows = [...document.querySelectorAll("#matrix text.truth")]
                  .sort((a, b) => a.getAttribute("y") - b.getAttribute("y")).map(label => recall(label.dataset.t));
                return rows.length === 2 && rows[0] <= rows[1];
                """)).isEqualTo(true);
    }

    @Test
    void tablesDetailsAndLinksWorkByKeyboard() {
        chromium.open(report.toUri().toString());
        tabTo("nav a[href='#table']");
        press(Keys.ENTER);
        assertThat(script("return location.hash")).isEqualTo("#table");
        assertThat((Boolean) script("const top = document.getElementById('table').getBoundingClientRect().top;"
                        + " return top >= 0 && top < window.innerHeight / 2"))
                .isTrue();

        chromium.open(report.toUri().toString());
        String head = "#cost table:first-of-type th:nth-child(2) button";
        tabTo(head);
        for (String order : List.of("descending", "ascending")) {
            press(Keys.ENTER);
            assertThat(script("return document.activeElement.parentElement.getAttribute('aria-sort')"))
                    .isEqualTo(order);
            List<?> sizes = (List<?>) script("""
                    return [...document.querySelector("#cost table").tBodies[0].rows]
                      .map(row => row.cells[1].textContent.replace(",", "")).filter(words => words)
                    """);
            List<Long> bytes =
                    sizes.stream().map(words -> Long.valueOf((String) words)).toList();
            assertThat(bytes)
                    .hasSizeGreaterThan(4)
                    .isSortedAccordingTo(
                            order.equals("ascending") ? Comparator.naturalOrder() : Comparator.reverseOrder());
        }
        tabTo("details summary");
        assertThat(script("return document.querySelector('.settings').checkVisibility()"))
                .isEqualTo(false);
        press(Keys.ENTER);
        assertThat(script("return document.querySelector('.settings').checkVisibility()"))
                .isEqualTo(true);
    }

    @Test
    void theLivePageFollowsTheRunAndSaysWhenItHasEnded() throws IOException {
        GrowingRun growing = new GrowingRun(run, directory.resolve("growing"));
        try (WatchServer server = watch(growing.directory())) {
            chromium.open(server.address());
            assertThat(chromium.text("state")).isEqualTo("Training: epoch 2 of 3.");
            assertThat(chromium.text("tiles")).contains("1 / 3", "left, about");
            assertThat(chromium.driver().getTitle()).isEqualTo("Training: epoch 2 of 3 - growing");
            script("document.getElementById('state').dataset.mark = 'same page'");

            growing.epochs(2);
            chromium.waitUntil("return document.querySelector('progress').value === 2");
            assertThat(chromium.text("state")).isEqualTo("Training: epoch 3 of 3.");

            growing.epochs(3);
            chromium.waitUntil(
                    "return document.getElementById('state').textContent === 'Finished: all 3 epochs are trained.'");
            assertThat(chromium.text("tiles")).contains("3 / 3").doesNotContain("left, about");
            assertThat(script("return document.getElementById('state').dataset.mark"))
                    .isEqualTo("same page");
            assertThat(chromium.complaints()).isEmpty();
        }
        chromium.waitUntil("return document.getElementById('state').textContent.startsWith('No connection')");
        chromium.driver().get("about:blank");
        chromium.complaints(); // the lost connection itself is one
    }
}
