package org.hlorun.cli.input;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.hlorun.language.backend.Host;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.literal.TupleLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;
import org.hlorun.language.tensorfile.TensorFiles;

/**
 * The host of a run: feeds each device the arrays of {@code --infeed} options in order, one for
 * each array that an {@code infeed} takes, and keeps what the devices feed out.
 */
public final class SuppliedHost implements Host {
  private static final String OPTION = "--infeed";

  /** Made-up values of infeeds are other ones than those of parameters. */
  private static final long INFEED_STREAM = 1L << 40;

  /** An array that waits: as the option says it, or already read from a file of several. */
  private record Entry(InputSpec spec, ArrayLiteral array) {}

  private final long seed;
  private final List<Deque<Entry>> waiting = new ArrayList<>();
  private final List<List<Literal>> fedOut = new ArrayList<>();
  private int taken;

  /**
   * @param options the values of {@code --infeed} options
   * @param devices the number of devices, each of which is fed what is not for one alone
   * @param seed the seed of made-up values
   * @throws HloException if an option cannot be understood or its file not be read
   */
  public SuppliedHost(List<String> options, int devices, long seed) {
    this.seed = seed;
    for (int device = 0; device < devices; device++) {
      waiting.add(new ArrayDeque<>());
      fedOut.add(new ArrayList<>());
    }
    for (String option : options) {
      InputSpec spec = InputSpec.parse(option, OPTION);
      check(spec, devices);
      for (int device = 0; device < devices; device++) {
        if (spec.device().isEmpty() || spec.device().getAsInt() == device) {
          waiting.get(device).add(new Entry(spec, null));
        }
      }
    }
  }

  private static void check(InputSpec spec, int devices) {
    if (spec.parameter().isPresent()) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "%s %s: what is fed in has no name.".formatted(OPTION, spec.text()),
          "Give the arrays in the order in which the program takes them.");
    }
    if (spec.device().orElse(0) >= devices) {
      throw InputSpec.noDevice(OPTION, spec, devices);
    }
    if (spec.value() instanceof InputSpec.Value.InFile(Path file)) {
      TensorFiles.read(file); // a wrong file is told before anything runs
    }
  }

  @Override
  public synchronized Literal infeed(int device, Shape shape) {
    return switch (shape) {
      case TupleShape tuple ->
          new TupleLiteral(tuple.elements().stream().map(e -> infeed(device, e)).toList());
      case ArrayShape array -> next(waiting.get(device), array);
      default -> Host.super.infeed(device, shape);
    };
  }

  private ArrayLiteral next(Deque<Entry> entries, ArrayShape wanted) {
    if (entries.isEmpty()) {
      throw HloException.of(
          DiagnosticCode.ARGUMENT,
          "the program wants a value of shape %s from its infeed, but %s"
              .formatted(
                  wanted.text(false),
                  taken == 0 ? "there is none" : "the " + taken + " given before are used up"),
          "give it with " + OPTION + " [SHAPE=]VALUES or " + OPTION + " @FILE");
    }
    taken++;
    Entry entry = entries.remove();
    if (entry.array() == null && entry.spec().value() instanceof InputSpec.Value.InFile(Path f)) {
      List<Entry> read =
          TensorFiles.read(f, name -> Optional.of(wanted.elementType())).values().stream()
              .map(array -> new Entry(entry.spec(), array))
              .toList();
      read.reversed().forEach(entries::addFirst);
      taken--;
      return next(entries, wanted);
    }
    return value(entry, wanted);
  }

  private ArrayLiteral value(Entry entry, ArrayShape wanted) {
    String what = OPTION + " " + entry.spec().text();
    if (entry.array() != null) {
      ArgumentFit.check("infeed", wanted, entry.array().shape(), what);
      return entry.array();
    }
    ArrayShape shape = entry.spec().shape().orElse(wanted);
    ArgumentFit.check("infeed", wanted, shape, what);
    return switch (entry.spec().value()) {
      case InputSpec.Value.MadeUp made ->
          (ArrayLiteral)
              RandomLiterals.of(
                  shape,
                  made.distribution(),
                  RandomLiterals.streamSeed(seed, INFEED_STREAM + taken));
      case InputSpec.Value.Written written ->
          WrittenValues.parse("infeed", written.values(), shape, what);
      case InputSpec.Value.InFile _ -> throw new IllegalStateException(what);
    };
  }

  @Override
  public synchronized void outfeed(int device, Literal value) {
    fedOut.get(device).add(value);
  }

  /** What each device fed out, in order. */
  public synchronized List<Literal> fedOut() {
    return fedOut.stream().<Literal>map(TupleLiteral::new).toList();
  }

  /** How many of the values given no device took; a file of arrays not begun with counts as one. */
  public synchronized int left() {
    return waiting.stream().mapToInt(Deque::size).sum();
  }
}
