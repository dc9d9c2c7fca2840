package io.batchmon.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboxTest {
  private record Item(String name, int weight) implements Weighed {}

  @Test
  void oldestGivesWayInNumber() {
    Outbox<Item> outbox = new Outbox<>(2, 1000);
    assertThat(outbox.add(new Item("a", 1))).isZero();
    assertThat(outbox.add(new Item("b", 1))).isZero();
    assertThat(outbox.add(new Item("c", 1))).isEqualTo(1);
    assertThat(outbox.first(10)).extracting(Item::name).containsExactly("b", "c");
  }

  @Test
  void oldestGiveWayInMemory() {
    Outbox<Item> outbox = new Outbox<>(100, 1000);
    outbox.add(new Item("a", 400));
    outbox.add(new Item("b", 400));
    assertThat(outbox.add(new Item("c", 900))).isEqualTo(2);
    assertThat(outbox.first(10)).extracting(Item::name).containsExactly("c");
    outbox.remove(1);
    assertThat(outbox.isEmpty()).isTrue();
    assertThat(outbox.add(new Item("d", 900))).isZero();
  }

  @Test
  void batchStaysUntilItIsRemoved() {
    Outbox<Item> outbox = new Outbox<>(100, 1000);
    outbox.add(new Item("a", 1));
    outbox.add(new Item("b", 1));
    assertThat(outbox.first(1)).extracting(Item::name).containsExactly("a");
    assertThat(outbox.size()).isEqualTo(2);
    outbox.remove(1);
    assertThat(outbox.first(5)).extracting(Item::name).containsExactly("b");
  }
}
