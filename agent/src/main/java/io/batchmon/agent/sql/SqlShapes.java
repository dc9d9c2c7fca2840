package io.batchmon.agent.sql;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of the statements that were sent last, each in the one place that the hash of its text
 * says: a statement that comes again is not read again. Thread-safe, takes no lock.
 */
public final class SqlShapes {
  private static final int PLACES = 512;
  private static final int LONGEST_KEPT = 2000;
  private static final SqlShape UNKNOWN = new SqlShape("", "", null);

  private static final ClassValue<Boolean> QUOTES_ARE_TEXT =
      new ClassValue<Boolean>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          String name = type.getName();
          return !(name.startsWith("org.h2.")
              || name.startsWith("org.hsqldb.")
              || name.startsWith("org.apache.derby.")
              || name.startsWith("org.postgresql."));
        }
      };

  private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(PLACES);

  /** A text and what it was found to be. */
  private static final class Known {
    final String text;
    final boolean quotesAreText;
    final SqlShape shape;

    Known(String text, boolean quotesAreText, SqlShape shape) {
      this.text = text;
      this.quotesAreText = quotesAreText;
      this.shape = shape;
    }
  }

  /**
   * The shape of a statement.
   *
   * @param on the driver's statement, whose class says which dialect that is
   */
  public SqlShape of(@Nullable String text, @Nullable Object on) {
    if (text == null) {
      return UNKNOWN;
    }
    boolean quotesAreText = on == null || QUOTES_ARE_TEXT.get(on.getClass());
    if (text.length() > LONGEST_KEPT) {
      return SqlText.shapeOf(text, quotesAreText);
    }
    int hash = text.hashCode();
    int place = (hash ^ hash >>> 9 ^ hash >>> 18) & (PLACES - 1);
    Known known = places.get(place);
    if (known != null && known.quotesAreText == quotesAreText && known.text.equals(text)) {
      return known.shape;
    }
    SqlShape shape = SqlText.shapeOf(text, quotesAreText);
    places.set(place, new Known(text, quotesAreText, shape));
    return shape;
  }
}
