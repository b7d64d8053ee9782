package org.hlorun.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.PartialArrays;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.Shape;

/**
 * A result of a device, or what it fed out: the elements of a tuple are results of their own.
 *
 * @param kind {@code result} or {@code outfeed}
 * @param device the device's number
 * @param index the way to the leaf: its number, and more in nested tuples
 * @param value the leaf, an array without unused elements or a token
 * @param declared the shape the program declares, which bounds the sizes
 */
public record ResultLeaf(
    String kind, int device, List<Integer> index, Literal value, Shape declared) {

  /** All leaves of the values of all devices, in order. */
  public static List<ResultLeaf> of(List<Literal> values) {
    return of("result", values);
  }

  /** All leaves of what the devices fed out, in order: a tuple of values for each. */
  public static List<ResultLeaf> fedOut(List<Literal> values) {
    return of("outfeed", values);
  }

  private static List<ResultLeaf> of(String kind, List<Literal> values) {
    List<ResultLeaf> leaves = new ArrayList<>();
    for (int device = 0; device < values.size(); device++) {
      if (values.get(device) instanceof TupleLiteral tuple) {
        collect(kind, device, List.of(), tuple, leaves);
      } else {
        collect(kind, device, List.of(0), values.get(device), leaves);
      }
    }
    return leaves;
  }

  private static void collect(
      String kind, int device, List<Integer> index, Literal value, List<ResultLeaf> leaves) {
    if (value instanceof TupleLiteral tuple) { // no switch: the JVM spins code for the first use
      for (int i = 0; i < tuple.elements().size(); i++) {
        List<Integer> inner = new ArrayList<>(index);
        inner.add(i);
        collect(kind, device, inner, tuple.element(i), leaves);
      }
      return;
    }
    Literal shown = value instanceof ArrayLiteral array ? PartialArrays.compact(array) : value;
    leaves.add(new ResultLeaf(kind, device, List.copyOf(index), shown, value.shape()));
  }

  /** The index for people: {@code 2}, or {@code 2{0,1}} in nested tuples. */
  String label() {
    return index.size() == 1
        ? index.getFirst().toString()
        : index.getFirst()
            + index.stream()
                .skip(1)
                .map(String::valueOf)
                .collect(Collectors.joining(",", "{", "}"));
  }

  /** The name in files: {@code result_2_0_1}, behind {@code device_3_} if there are several. */
  String fileName(boolean severalDevices) {
    String path = index.stream().map(String::valueOf).collect(Collectors.joining("_"));
    return (severalDevices ? "device_" + device + "_" : "") + kind + "_" + path;
  }
}
