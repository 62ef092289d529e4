package org.pixelembedding.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleTest {
    /** From the tables of Student's distribution, 97.5 %. */
    @ParameterizedTest
    @CsvSource({"1, 12.706", "2, 4.303", "3, 3.182", "4, 2.776", "9, 2.262", "10, 2.228", "30, 2.042", "120, 1.980"})
    void quantilesAreThoseOfTheTables(int freedom, double t) {
        assertThat(Sample.quantile(freedom)).isEqualTo(t, within(5e-4));
    }

    /** 1, 2, 6: mean 3, squares 4 + 1 + 9 = 14, deviation sqrt(7), margin 4.3027 * sqrt(7 / 3). */
    @Test
    void threeValuesByHand() {
        Sample sample = new Sample(List.of(1.0, 2.0, 6.0));
        assertThat(sample.mean()).isEqualTo(3);
        assertThat(sample.deviation().getAsDouble()).isEqualTo(2.6458, within(5e-5));
        assertThat(sample.margin().getAsDouble()).isEqualTo(6.5724, within(5e-4));
    }

    @Test
    void oneValueHasNoSpread() {
        Sample sample = new Sample(List.of(4.0));
        assertThat(sample.mean()).isEqualTo(4);
        assertThat(sample.deviation()).isEmpty();
        assertThat(sample.margin()).isEmpty();
    }
}
