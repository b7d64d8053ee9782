package org.hlorun.interpreter.programs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.language.backend.Host;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/** A host that feeds the same arrays to every device and keeps what each of them feeds out. */
final class RecordingHost implements Host {
  private final List<ArrayLiteral> infeed;
  private final Map<Integer, Deque<ArrayLiteral>> left = new ConcurrentHashMap<>();
  private final Map<Integer, List<ArrayLiteral>> fedOut = new ConcurrentHashMap<>();

  RecordingHost(List<ArrayLiteral> infeed) {
    this.infeed = infeed;
  }

  /** The leaves of what a device has fed out, in order. */
  List<ArrayLiteral> fedOut(int device) {
    return fedOut.getOrDefault(device, List.of());
  }

  /** How many arrays a device has not taken. */
  int left(int device) {
    return feedOf(device).size();
  }

  private Deque<ArrayLiteral> feedOf(int device) {
    return left.computeIfAbsent(device, key -> new ArrayDeque<>(infeed));
  }

  @Override
  public Literal infeed(int device, Shape shape) {
    if (shape instanceof TupleShape tuple) {
      return new TupleLiteral(
          tuple.elements().stream().map(element -> infeed(device, element)).toList());
    }
    ArrayLiteral next = feedOf(device).poll();
    return next == null ? Host.NONE.infeed(device, shape) : next;
  }

  @Override
  public void outfeed(int device, Literal value) {
    collect(value, fedOut.computeIfAbsent(device, key -> new ArrayList<>()));
  }

  private static void collect(Literal literal, Collection<ArrayLiteral> leaves) {
    if (literal instanceof TupleLiteral tuple) {
      tuple.elements().forEach(element -> collect(element, leaves));
    } else if (literal instanceof ArrayLiteral array) {
      leaves.add(array);
    }
  }
}
