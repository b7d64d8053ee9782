package org.hlorun.language.backend;

import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.Shape;

/**
 * What stands at the other end of infeed, outfeed and host transfers. Methods are called on the
 * threads of the devices.
 */
public interface Host {
  /** A host that has nothing to feed in, and drops what is fed out. */
  Host NONE = new Host() {};

  /**
   * The next value for a device's {@code infeed}.
   *
   * @param device number of the device
   * @param shape the shape that the program expects, without the token
   * @throws HloException if there is none
   */
  default Literal infeed(int device, Shape shape) {
    throw HloException.of(
        DiagnosticCode.ARGUMENT,
        "the program wants a value of shape %s from its infeed, but there is none"
            .formatted(shape.text(false)),
        "run the program with values for its infeed");
  }

  /** A value that a device's {@code outfeed} hands over. */
  default void outfeed(int device, Literal value) {}

  /** A value that a device sends to the host ({@code send} with {@code is_host_transfer=true}). */
  default void send(int device, long channel, Literal value) {}

  /**
   * The value for a device's {@code recv} with {@code is_host_transfer=true}.
   *
   * @throws HloException if there is none
   */
  default Literal receive(int device, long channel, Shape shape) {
    throw HloException.of(
        DiagnosticCode.ARGUMENT,
        "the program wants a value of shape %s from the host on channel %d, but there is none"
            .formatted(shape.text(false), channel),
        "run the program with a host that sends it");
  }
}
