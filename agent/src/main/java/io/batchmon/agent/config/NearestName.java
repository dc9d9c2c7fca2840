package io.batchmon.agent.config;

/** The real name that a misspelled one most likely stands for. Loaded when there is one. */
final class NearestName {
  private NearestName() {}

  /** Never null: the nearest of all settings, patterns filled with what was written. */
  static String to(String name) {
    String nearest = "batchmon.config";
    int least = Integer.MAX_VALUE;
    for (SettingNames.Setting setting : SettingNames.all()) {
      String real = filled(setting.name(), name);
      int distance = distance(name, real);
      if (distance < least) {
        least = distance;
        nearest = real;
      }
    }
    String rest = name.startsWith("batchmon.") ? name.substring("batchmon.".length()) : name;
    for (String real : OtelSettingNames.all()) {
      int distance = distance(rest, real.substring("otel.".length()));
      if (distance < least) {
        least = distance;
        nearest = real;
      }
    }
    return nearest;
  }

  private static String filled(String pattern, String name) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return pattern;
    }
    String after = pattern.substring(star + 1);
    int last = name.lastIndexOf('.');
    return name.startsWith(pattern.substring(0, star)) && last > star
        ? pattern.substring(0, star) + name.substring(star, last) + after
        : pattern.substring(0, star) + "<name>" + after;
  }

  /** How many letters must be put in, taken out, changed, or swapped with their neighbour. */
  static int distance(String from, String to) {
    int[][] least = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          least[i][j] = i + j;
          continue;
        }
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int best = Math.min(least[i - 1][j - 1] + change, least[i - 1][j] + 1);
        best = Math.min(best, least[i][j - 1] + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          best = Math.min(best, least[i - 2][j - 2] + 1);
        }
        least[i][j] = best;
      }
    }
    return least[from.length()][to.length()];
  }
}
