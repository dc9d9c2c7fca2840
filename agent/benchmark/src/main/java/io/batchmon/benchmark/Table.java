package io.batchmon.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A Markdown table: a column per variant. */
final class Table {
  private final List<Variant> variants;
  private final List<String> rows = new ArrayList<>();

  Table(List<Variant> variants) {
    this.variants = List.copyOf(variants);
  }

  Table row(String label, Function<Variant, String> cell) {
    StringBuilder row = new StringBuilder("| ").append(label).append(" |");
    for (Variant variant : variants) {
      row.append(' ').append(cell.apply(variant)).append(" |");
    }
    rows.add(row.toString());
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  String markdown() {
    StringBuilder text = new StringBuilder("| |");
    variants.forEach(variant -> text.append(' ').append(variant.title()).append(" |"));
    text.append("\n|---|").append("---|".repeat(variants.size())).append('\n');
    rows.forEach(row -> text.append(row).append('\n'));
    return text.toString();
  }
}
