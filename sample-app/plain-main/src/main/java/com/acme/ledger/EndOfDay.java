package com.acme.ledger;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * Closes the day: adds up the ledger file given as the argument, one {@code account,amount} per
 * line. Exit code 0 if the ledger balances, 2 without an argument, 3 if it does not balance; a file
 * that cannot be read or is malformed ends it with the exception.
 */
public final class EndOfDay {
  private EndOfDay() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("Usage: end-of-day.jar LEDGER.csv");
      System.exit(2);
    }
    BigDecimal balance = balance(Paths.get(args[0]));
    if (balance.signum() != 0) {
      System.err.println("The ledger is out of balance by " + balance.toPlainString());
      System.exit(3);
    }
    System.out.println("The ledger balances, the day is closed");
  }

  static BigDecimal balance(Path ledger) throws IOException {
    BigDecimal sum = BigDecimal.ZERO;
    for (String line : Files.readAllLines(ledger, StandardCharsets.UTF_8)) {
      sum = sum.add(new BigDecimal(line.substring(line.indexOf(',') + 1).trim()));
    }
    return sum;
  }
}
