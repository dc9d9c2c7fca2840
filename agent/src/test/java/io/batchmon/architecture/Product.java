package io.batchmon.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;

/** The classes that the agent's jar carries of our own, whether from folders or from jars. */
final class Product {
  private Product() {}

  static JavaClasses classes() {
    return new ClassFileImporter()
        .withImportOption(Product::isProduct)
        .importPackages("io.batchmon");
  }

  private static boolean isProduct(Location location) {
    return !location.contains("/test-classes/")
        && !location.contains("-tests.jar")
        && !location.contains("/io/batchmon/standin/")
        && !location.contains("/io/batchmon/instrumentation/testing/");
  }
}
