package io.batchmon.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobNameTest {
  @Test
  void groupIsPartOfTheNameWhereThereIsOne() {
    assertThat(JobName.of("quartz", "billing", "nightly").display()).isEqualTo("billing.nightly");
    assertThat(JobName.of("quartz", "billing", "nightly")).hasToString("quartz:billing/nightly");
    assertThat(JobName.of("main", "Import").display()).isEqualTo("Import");
    assertThat(JobName.of("main", "Import")).hasToString("main:Import");
  }

  @Test
  void jobWithoutNameIsStillAJob() {
    assertThat(JobName.of("quartz", null).name()).isEqualTo("(unnamed)");
    assertThat(JobName.of("quartz", "", "").name()).isEqualTo("(unnamed)");
    assertThat(JobName.of("quartz", "", "a").group()).isNull();
  }

  @Test
  void sameWordsAreTheSameJob() {
    JobName name = JobName.of("quartz", "billing", "nightly");

    assertThat(name)
        .isEqualTo(JobName.of("quartz", "billing", "nightly"))
        .hasSameHashCodeAs(JobName.of("quartz", "billing", "nightly"))
        .isNotEqualTo(JobName.of("quartz", "nightly"))
        .isNotEqualTo(JobName.of("timer", "billing", "nightly"))
        .isNotEqualTo(JobName.of("quartz", "billing", "daily"));
    assertThat(JobName.of("main", null, "a")).isEqualTo(JobName.of("main", "a"));
  }

  @Test
  void classIsCalledAsItWasWritten() {
    assertThat(JobName.writtenClass("a.Foo$$Lambda$14/0x0000000800c03")).isEqualTo("a.Foo");
    assertThat(JobName.writtenClass("a.Foo$$SpringCGLIB$$0")).isEqualTo("a.Foo");
    assertThat(JobName.writtenClass("a.Foo$Bar")).isEqualTo("a.Foo$Bar");
    assertThat(JobName.writtenClass("$$")).isEqualTo("$$");
  }

  @Test
  void simpleNameHasNoCounter() {
    assertThat(JobName.simpleClass("a.b.Foo")).isEqualTo("Foo");
    assertThat(JobName.simpleClass("Foo")).isEqualTo("Foo");
    assertThat(JobName.simpleClass("a.Foo$Bar")).isEqualTo("Bar");
    assertThat(JobName.simpleClass("a.Foo$Bar$1")).isEqualTo("Bar");
    assertThat(JobName.simpleClass("a.Foo$1$2")).isEqualTo("Foo");
    assertThat(JobName.simpleClass("a.Foo$1Local")).isEqualTo("Local");
    assertThat(JobName.simpleClass("a.Foo$Bar$$Lambda/0x00")).isEqualTo("Bar");
    assertThat(JobName.simpleClass("a.Foo$$EnhancerBySpringCGLIB$$1f")).isEqualTo("Foo");
    assertThat(JobName.simpleClass("")).isEmpty();
  }

  @Test
  void jobWithANumberIsCalledAfterItsCodeAndThat() {
    assertThat(JobName.numbered("powerjob", "com.acme.Settlement", 17L).name())
        .isEqualTo("Settlement-17");
    assertThat(JobName.numbered("powerjob", "books#settle", 17L).name())
        .isEqualTo("books.settle-17");
    assertThat(JobName.numbered("powerjob", "com.acme.Books#settle", 17L).name())
        .isEqualTo("Books.settle-17");
    assertThat(JobName.numbered("powerjob", "", 17L).name()).isEqualTo("job-17");
    assertThat(JobName.numbered("powerjob", null, 17L).name()).isEqualTo("job-17");
  }
}
