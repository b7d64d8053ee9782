package org.hlorun.cli.input;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.hlorun.language.backend.ProgramSignature.Parameter;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * A parameter, or one leaf of a tuple parameter: what an input is given for.
 *
 * @param parameter the number of the parameter
 * @param name the parameter's name
 * @param index the way to the leaf through nested tuples; empty if the parameter is not a tuple
 * @param shape the leaf's shape
 */
record ParameterLeaf(int parameter, String name, List<Integer> index, Shape shape) {

  /** All leaves of all parameters in order. */
  static List<ParameterLeaf> of(List<Parameter> parameters) {
    List<ParameterLeaf> leaves = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      collect(i, parameters.get(i).name(), List.of(), parameters.get(i).shape(), leaves);
    }
    return leaves;
  }

  private static void collect(
      int parameter, String name, List<Integer> index, Shape shape, List<ParameterLeaf> leaves) {
    if (!(shape instanceof TupleShape tuple)) {
      leaves.add(new ParameterLeaf(parameter, name, index, shape));
      return;
    }
    for (int i = 0; i < tuple.size(); i++) {
      List<Integer> inner = new ArrayList<>(index);
      inner.add(i);
      collect(parameter, name, List.copyOf(inner), tuple.element(i), leaves);
    }
  }

  /** Whether a user means this leaf: {@code x} or {@code 0}, in tuples {@code x{1}}. */
  boolean isCalled(String key) {
    return key.equals(name + indexText()) || key.equals(parameter + indexText());
  }

  /** {@code 0 (x)}, or {@code 0 (x){1}} within a tuple. */
  String describe() {
    return parameter + " (" + name + ")" + indexText();
  }

  /** A leaf is known by its place; what the language derives of all components starts slowly. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ParameterLeaf leaf
        && parameter == leaf.parameter
        && index.equals(leaf.index);
  }

  @Override
  public int hashCode() {
    return 31 * parameter + index.hashCode();
  }

  private String indexText() {
    return index.isEmpty()
        ? ""
        : index.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
  }
}
