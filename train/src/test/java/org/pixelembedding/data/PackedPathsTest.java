package org.pixelembedding.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackedPathsTest {
    @Test
    void givesBackWhatWentInOverSeveralChunks() {
        List<String> paths = IntStream.range(0, 140_000)
                .mapToObj(i -> i % 1000 == 7 ? "" : "klasse-ä/" + i + ".jpg")
                .toList();
        PackedPaths packed = PackedPaths.of(paths);
        assertThat(packed.size()).isEqualTo(paths.size());
        assertThat(packed.stream().toList()).isEqualTo(paths);
        assertThat(packed.get(65_535)).isEqualTo(paths.get(65_535));
        assertThat(packed.get(65_536)).isEqualTo(paths.get(65_536));
        assertThatThrownBy(() -> packed.get(140_000)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(PackedPaths.of(List.of()).size()).isZero();
        PackedPaths growing = PackedPaths.of(List.of("a"));
        growing.add("b");
        assertThat(growing.get(1)).isEqualTo("b");
    }
}
