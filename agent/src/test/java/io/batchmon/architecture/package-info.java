/**
 * The rules of the architecture, and for each a small violation that it must refuse. Rules are
 * constants, so that the product and the violation meet the very same object.
 */
package io.batchmon.architecture;
