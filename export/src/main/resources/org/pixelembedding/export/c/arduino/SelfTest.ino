// Runs the self-test of @title@ and tells how long a picture takes.
#include <@library@.h>

void setup() {
  Serial.begin(115200);
  while (!Serial && millis() < 5000) {
  }
  const int failed = selftest_run();
  if (failed) {
    Serial.print("self-test: wrong sum of class ");
    Serial.println(failed - 1);
    return;
  }
  Serial.println("self-test: all sums are right");
  const unsigned long from = micros();
  const uint32_t best = model_classify(selftest_picture);
  const unsigned long took = micros() - from;
  Serial.print(model_labels[best]);
  Serial.print(", ");
  Serial.print(took);
  Serial.println(" us");
}

void loop() {
}
