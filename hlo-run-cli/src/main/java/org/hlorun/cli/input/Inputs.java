package org.hlorun.cli.input;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.hlorun.language.backend.ProgramSignature;
import org.hlorun.language.backend.ProgramSignature.Parameter;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.literal.TokenLiteral;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.BufferShape;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;
import org.hlorun.language.tensorfile.TensorFiles;

/**
 * The arguments of a program for each of its devices: what was given, and seeded made-up values for
 * all other parameters.
 */
public final class Inputs {
  private final List<Parameter> parameters;
  private final List<ParameterLeaf> leaves;
  private final long seed;
  private final int devices;
  private final long maxBytes;
  private final List<Map<ParameterLeaf, Literal>> given = new ArrayList<>();
  private final List<Map<ParameterLeaf, String>> givenBy = new ArrayList<>();
  private int madeUp;
  private long madeUpBytes;

  /**
   * @param seed the seed of made-up values
   * @param devices the number of devices; what is not given for one of them is given for all
   * @param maxBytes the most bytes to make up, 0 = no limit
   */
  public Inputs(ProgramSignature program, long seed, int devices, long maxBytes) {
    this.parameters = program.parameters();
    this.leaves = ParameterLeaf.of(parameters);
    this.seed = seed;
    this.devices = devices;
    this.maxBytes = maxBytes;
    for (int i = 0; i < devices; i++) {
      given.add(new HashMap<>());
      givenBy.add(new HashMap<>());
    }
  }

  /**
   * Takes the arrays of a file that are called like a parameter, by name or number.
   *
   * @param unused is told the names of the arrays that are not
   * @throws HloException if the file cannot be read, an array does not fit, or none is a parameter
   */
  public void addFile(Path file, Consumer<List<String>> unused) {
    SequencedMap<String, ArrayLiteral> arrays =
        TensorFiles.read(file, key -> find(key).flatMap(Inputs::elementType));
    List<String> others = new ArrayList<>();
    arrays.forEach(
        (key, array) -> {
          Optional<ParameterLeaf> leaf = find(key);
          if (leaf.isEmpty()) {
            others.add(key);
          } else {
            String what = file + " (" + key + ")";
            give(leaf.get(), 0, devices, fitting(leaf.get(), array, what), what);
          }
        });
    if (others.size() == arrays.size()) {
      throw HloException.of(
          DiagnosticCode.ARGUMENT,
          "%s: none of its arrays (%s) is a parameter.".formatted(file, listed(others)),
          "Call the arrays like the parameters, by name or number: " + parameterList() + ".");
    }
    if (!others.isEmpty()) {
      unused.accept(others);
    }
  }

  /**
   * Takes the values of {@code --input} options.
   *
   * @throws HloException if one cannot be understood or read, or does not fit
   */
  public void addOptions(List<String> options) {
    givenBy.forEach(Map::clear); // an option may replace what a file gave, but not another option
    for (String option : options) {
      InputSpec spec = InputSpec.parse(option, "--input");
      int device = spec.device().orElse(0);
      if (device >= devices) {
        throw InputSpec.noDevice("--input", spec, devices);
      }
      ParameterLeaf leaf =
          spec.parameter().map(name -> named(name, spec)).orElseGet(() -> inOrder(spec));
      Literal value = value(leaf, spec);
      int end = spec.device().isPresent() ? device + 1 : devices;
      give(leaf, device, end, value, "--input " + spec.text());
    }
  }

  /** The first parameter that no option before gave, on the device or on all. */
  private ParameterLeaf inOrder(InputSpec spec) {
    List<Map<ParameterLeaf, String>> asked =
        spec.device().isPresent() ? List.of(givenBy.get(spec.device().getAsInt())) : givenBy;
    return leaves.stream()
        .filter(leaf -> asked.stream().noneMatch(given -> given.containsKey(leaf)))
        .findFirst()
        .orElseThrow(
            () ->
                HloException.of(
                    DiagnosticCode.ARGUMENT,
                    "--input %s: there is no parameter left for it; the program takes %d."
                        .formatted(spec.text(), leaves.size()),
                    leaves.isEmpty() ? null : "The parameters are " + parameterList() + "."));
  }

  private ParameterLeaf named(String name, InputSpec spec) {
    return find(name)
        .orElseThrow(
            () ->
                HloException.of(
                    DiagnosticCode.ARGUMENT,
                    "--input %s: the program has no parameter '%s'.".formatted(spec.text(), name),
                    leaves.isEmpty()
                        ? "It has no parameters."
                        : "The parameters are " + parameterList() + "."));
  }

  private Optional<ParameterLeaf> find(String key) {
    return leaves.stream().filter(leaf -> leaf.isCalled(key)).findFirst();
  }

  private void give(ParameterLeaf leaf, int from, int to, Literal value, String what) {
    for (int device = from; device < to; device++) {
      String before = givenBy.get(device).put(leaf, what);
      if (before != null) {
        throw HloException.of(
            DiagnosticCode.ARGUMENT,
            "parameter %s is given twice: by %s and by %s."
                .formatted(leaf.describe(), before, what),
            "Give it once.");
      }
      given.get(device).put(leaf, value);
    }
  }

  private Literal value(ParameterLeaf leaf, InputSpec spec) {
    String what = "--input " + spec.text();
    ArrayShape wanted = arrayShape(leaf, what);
    ArrayShape shape = spec.shape().orElse(wanted);
    ArgumentFit.check("parameter " + leaf.describe(), wanted, shape, what);
    return switch (spec.value()) {
      case InputSpec.Value.MadeUp made -> madeUp(leaf, shape, made.distribution(), 0);
      case InputSpec.Value.Written written ->
          WrittenValues.parse("parameter " + leaf.describe(), written.values(), shape, what);
      case InputSpec.Value.InFile in -> fitting(leaf, onlyArray(in.file(), leaf, what), what);
    };
  }

  private static ArrayLiteral onlyArray(Path file, ParameterLeaf leaf, String what) {
    SequencedMap<String, ArrayLiteral> arrays = TensorFiles.read(file, name -> elementType(leaf));
    if (arrays.size() != 1) {
      throw HloException.of(
          DiagnosticCode.ARGUMENT,
          "parameter %s: %s has %d arrays (%s)."
              .formatted(
                  leaf.describe(), what, arrays.size(), listed(List.copyOf(arrays.keySet()))),
          "Use --inputs " + file + " for a file of several arrays.");
    }
    return arrays.firstEntry().getValue();
  }

  private static ArrayLiteral fitting(ParameterLeaf leaf, ArrayLiteral array, String what) {
    ArgumentFit.check("parameter " + leaf.describe(), arrayShape(leaf, what), array.shape(), what);
    return array;
  }

  private static Optional<ElementType> elementType(ParameterLeaf leaf) {
    return leaf.shape() instanceof ArrayShape array
        ? Optional.of(array.elementType())
        : Optional.empty();
  }

  private static ArrayShape arrayShape(ParameterLeaf leaf, String what) {
    if (leaf.shape() instanceof ArrayShape array) { // no switch: the JVM spins code for the first
      return array;
    }
    if (leaf.shape() instanceof BufferShape buffer) {
      return buffer.element();
    }
    throw HloException.of(
        DiagnosticCode.ARGUMENT,
        "parameter %s is a %s and takes no values (%s)."
            .formatted(leaf.describe(), leaf.shape().text(false), what),
        null);
  }

  /** One list of arguments per device. */
  public List<List<Literal>> arguments() {
    List<List<Literal>> arguments = new ArrayList<>();
    for (int device = 0; device < devices; device++) {
      List<Literal> ofDevice = new ArrayList<>();
      int[] leaf = {0};
      for (Parameter parameter : parameters) {
        ofDevice.add(assemble(parameter.shape(), device, leaf));
      }
      arguments.add(ofDevice);
    }
    return arguments;
  }

  private Literal assemble(Shape shape, int device, int[] next) {
    if (shape instanceof TupleShape tuple) {
      List<Literal> elements = new ArrayList<>();
      for (Shape element : tuple.elements()) {
        elements.add(assemble(element, device, next));
      }
      return new TupleLiteral(elements);
    }
    ParameterLeaf leaf = leaves.get(next[0]++);
    Literal value = given.get(device).get(leaf);
    if (value != null) {
      return value;
    }
    if (!(shape instanceof ArrayShape) && !(shape instanceof BufferShape)) {
      return new TokenLiteral(shape);
    }
    madeUp++;
    budget(arrayShape(leaf, "a made-up value"));
    return madeUp(leaf, shape, Distribution.UNIFORM, device);
  }

  private void budget(ArrayShape shape) {
    if (maxBytes == 0 || shape.hasUnboundedDimensions()) {
      return;
    }
    long bytes = shape.byteSize();
    if (bytes > maxBytes - madeUpBytes) {
      throw HloException.of(
          DiagnosticCode.MEMORY,
          "The made-up inputs take more than the %d bytes that --max-memory allows."
              .formatted(maxBytes),
          "Allow more, or give inputs from files.");
    }
    madeUpBytes += bytes;
  }

  /** Made-up values differ from leaf to leaf and from device to device. */
  private Literal madeUp(ParameterLeaf leaf, Shape shape, Distribution distribution, int device) {
    long stream = (long) device * leaves.size() + leaves.indexOf(leaf);
    try {
      return RandomLiterals.of(shape, distribution, RandomLiterals.streamSeed(seed, stream));
    } catch (HloException e) {
      throw HloException.of(
          e.diagnostic().code(),
          "parameter " + leaf.describe() + ": " + e.diagnostic().message(),
          "Give it with --input " + leaf.name() + "=@FILE.");
    }
  }

  /** How many arrays {@link #arguments()} made up, over all devices. */
  public int madeUpCount() {
    return madeUp;
  }

  private String parameterList() {
    return listed(leaves.stream().map(l -> l.describe() + ": " + l.shape().text(false)).toList());
  }

  private static String listed(List<String> names) {
    int most = 10;
    String list = names.stream().limit(most).collect(Collectors.joining(", "));
    return names.size() > most ? list + " and " + (names.size() - most) + " more" : list;
  }
}
