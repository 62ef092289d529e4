package org.pixelembedding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The build runs these tests on the newest JVM and on an older one: is this the one that it meant? */
class JvmTest {
    @Test
    void isTheOneThatTheBuildMeant() {
        boolean older = Boolean.getBoolean("pixemb.olderJvm");
        assertThat(Runtime.version().feature() < 25)
                .as("Java " + Runtime.version())
                .isEqualTo(older);
    }
}
