package org.hlorun.gpu.emulator.instruction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.hlorun.gpu.emulator.machine.Program;
import org.hlorun.gpu.emulator.machine.Space;
import org.hlorun.gpu.emulator.machine.Special;
import org.hlorun.gpu.emulator.machine.Step;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.memory.AddressMap;
import org.hlorun.gpu.emulator.text.PtxFunction;
import org.hlorun.gpu.emulator.text.PtxInstruction;
import org.hlorun.gpu.emulator.text.PtxLabel;
import org.hlorun.gpu.emulator.text.PtxModule;
import org.hlorun.gpu.emulator.text.PtxRegister;
import org.hlorun.gpu.emulator.text.PtxType;
import org.hlorun.gpu.emulator.text.PtxVariable;
import org.hlorun.gpu.emulator.text.StateSpace;
import org.hlorun.language.diagnostic.Diagnostic;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/**
 * Makes a program of a kernel: numbers for registers, constants and special registers, addresses
 * for variables, steps for instructions. Functions become part of the code that calls them.
 */
public final class KernelBuilder {
  private static final int MAX_STEPS = 1 << 22;
  private static final int MAX_DEPTH = 64;

  private final PtxModule module;
  private final ToLongFunction<PtxVariable> globals;
  private final SharedLayout shared;
  private final List<Step> steps = new ArrayList<>();
  private final Map<Long, Integer> constants = new HashMap<>();
  private final Map<String, Integer> specials = new LinkedHashMap<>();
  private final Map<Integer, Special> specialValues = new LinkedHashMap<>();
  private final Map<PtxVariable, Long> addresses = new IdentityHashMap<>();
  private final List<String> active = new ArrayList<>();
  private int registers;
  private int predicates;
  private int carry = -1;
  private int sharedGranule = Integer.MAX_VALUE;
  private long localEnd = AddressMap.FIRST;
  private Frame frame;

  /** A function whose code is being made: a kernel, or a function in a place that calls it. */
  private static final class Frame {
    final PtxFunction function;
    final int[] numbers;
    final Map<PtxVariable, PtxVariable> bound = new IdentityHashMap<>();
    final int[] starts;
    final List<Pending> pending = new ArrayList<>();

    Frame(PtxFunction function) {
      this.function = function;
      this.numbers = new int[function.registers()];
      java.util.Arrays.fill(numbers, -1);
      this.starts = new int[function.instructions().size() + 1];
    }
  }

  /** A branch whose target is known when the function ends. */
  private record Pending(Step branch, int choice, int instruction) {}

  private KernelBuilder(PtxModule module, PtxFunction kernel, ToLongFunction<PtxVariable> globals) {
    this.module = module;
    this.shared = new SharedLayout(module, kernel);
    this.globals = globals;
  }

  /**
   * The program of a kernel.
   *
   * @param globals the addresses of the module's global and constant variables
   * @throws HloException if the kernel has something that is not supported
   */
  public static Program build(
      PtxModule module, PtxFunction kernel, ToLongFunction<PtxVariable> globals) {
    return new KernelBuilder(module, kernel, globals).program(kernel);
  }

  private Program program(PtxFunction kernel) {
    List<Integer> offsets = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    long end = 0;
    for (PtxVariable parameter : kernel.parameters()) {
      end = align(end, parameter.alignment());
      addresses.put(parameter, end);
      offsets.add((int) end);
      sizes.add((int) parameter.bytes());
      end += parameter.bytes();
    }
    code(new Frame(kernel));
    add(Steps.exit());
    Map<Integer, Long> values = new HashMap<>();
    constants.forEach((value, register) -> values.put(register, value));
    int[] cleared =
        java.util.stream.IntStream.range(0, registers)
            .filter(r -> !values.containsKey(r) && !specialValues.containsKey(r))
            .toArray();
    return new Program(
        kernel.name(),
        steps.toArray(Step[]::new),
        registers,
        predicates,
        values,
        specialValues,
        cleared,
        shared.end() - AddressMap.FIRST,
        localEnd - AddressMap.FIRST,
        offsets,
        sizes,
        sharedGranule == Integer.MAX_VALUE ? 0 : sharedGranule,
        maxThreads(kernel));
  }

  private static int maxThreads(PtxFunction kernel) {
    long most = 1024;
    for (String limit : List.of("maxntid", "reqntid")) {
      long product = 1;
      for (long extent : kernel.limits().getOrDefault(limit, List.of())) {
        product *= extent;
      }
      if (kernel.limits().containsKey(limit)) {
        most = Math.min(most, product);
      }
    }
    return (int) most;
  }

  /** Makes the code of a function, in the place where it is called. */
  private void code(Frame inner) {
    Frame outer = frame;
    frame = inner;
    List<PtxInstruction> instructions = inner.function.instructions();
    for (int i = 0; i < instructions.size(); i++) {
      inner.starts[i] = steps.size();
      Mnemonics.emit(new Emission(instructions.get(i), this));
    }
    inner.starts[instructions.size()] = steps.size();
    for (Pending branch : inner.pending) {
      Steps.target(branch.branch(), branch.choice(), inner.starts[branch.instruction()]);
    }
    frame = outer;
  }

  void add(Step step) {
    if (steps.size() >= MAX_STEPS) {
      throw HloException.of(
          DiagnosticCode.LIMIT, "the kernel has more than " + MAX_STEPS + " instructions", null);
    }
    steps.add(step);
  }

  /** Says where a branch goes to, once that is known. */
  void target(Step branch, int choice, PtxLabel label) {
    frame.pending.add(new Pending(branch, choice, label.target()));
  }

  /** A branch goes to the end of the function that is being made. */
  void targetEnd(Step branch) {
    frame.pending.add(new Pending(branch, 0, frame.function.instructions().size()));
  }

  /** An instruction goes to memory, which may be shared memory. */
  void accesses(Space space, int bytes) {
    if (space == Space.SHARED || space == Space.GENERIC) {
      sharedGranule = Math.min(sharedGranule, bytes);
    }
  }

  boolean inKernel() {
    return frame.function.entry();
  }

  List<PtxLabel> branchTargets(String name) {
    return frame.function.branchTargets().get(name);
  }

  /** Makes the code of a function that is called here. */
  void call(Emission call, String name, List<PtxVariable> results, List<PtxVariable> arguments) {
    PtxFunction function = module.functions().get(name);
    if (function == null || function.entry()) {
      throw error(call, DiagnosticCode.UNDEFINED_NAME, "no function '" + name + "'", null);
    }
    if (!function.defined()) {
      throw error(
          call,
          DiagnosticCode.UNSUPPORTED,
          "the function '" + name + "' is declared but has no code",
          "add its code to the text");
    }
    if (active.contains(name) || active.size() > MAX_DEPTH) {
      throw error(
          call,
          DiagnosticCode.UNSUPPORTED,
          "'" + name + "' calls itself, which is not supported",
          "write it as a loop");
    }
    Frame inner = new Frame(function);
    bind(call, inner, function.results(), results);
    bind(call, inner, function.parameters(), arguments);
    active.add(name);
    code(inner);
    active.removeLast();
  }

  private void bind(
      Emission call, Frame inner, List<PtxVariable> formal, List<PtxVariable> actual) {
    if (formal.size() != actual.size()) {
      throw error(
          call,
          DiagnosticCode.SYNTAX,
          "'%s' has %d parameters here and %d in this call"
              .formatted(inner.function.name(), formal.size(), actual.size()),
          null);
    }
    for (int i = 0; i < formal.size(); i++) {
      if (formal.get(i).bytes() > actual.get(i).bytes()) {
        throw error(
            call,
            DiagnosticCode.SYNTAX,
            "'%s' is too small for the parameter '%s'".formatted(actual.get(i), formal.get(i)),
            null);
      }
      inner.bound.put(formal.get(i), resolve(actual.get(i)));
    }
  }

  private static HloException error(
      Emission emission, DiagnosticCode code, String message, String remedy) {
    return new HloException(
        Diagnostic.of(code, message, remedy).at(emission.instruction().location()));
  }

  /** The number of a register. */
  int register(PtxRegister register) {
    int[] numbers = frame.numbers;
    if (numbers[register.number()] < 0) {
      numbers[register.number()] = registers++;
    }
    return numbers[register.number()];
  }

  /** The number of a predicate. */
  int predicate(PtxRegister register) {
    int[] numbers = frame.numbers;
    if (numbers[register.number()] < 0) {
      numbers[register.number()] = predicates++;
    }
    return numbers[register.number()];
  }

  int temporary() {
    return registers++;
  }

  int temporaryPredicate() {
    return predicates++;
  }

  /** The predicate that keeps the carry of long integers. */
  int carry() {
    if (carry < 0) {
      carry = predicates++;
    }
    return carry;
  }

  /** The number of a register that holds a constant. */
  int constant(long value) {
    return constants.computeIfAbsent(value, bits -> registers++);
  }

  /** The number of a register that holds a special register's value. */
  int special(Emission emission, String name, PtxType type) {
    Special value = SpecialRegisters.of(name);
    if (value == null || type.bits() < 16 || type.isFloat()) {
      throw emission.unsupported("cannot read " + name + " as a value of type ." + type);
    }
    return specials.computeIfAbsent(
        name,
        key -> {
          specialValues.put(registers, value);
          return registers++;
        });
  }

  /** The variable that a parameter of a function stands for in this call. */
  private PtxVariable resolve(PtxVariable variable) {
    return frame == null ? variable : frame.bound.getOrDefault(variable, variable);
  }

  /** Whether a variable is a parameter of the kernel itself. */
  boolean isKernelParameter(PtxVariable variable) {
    return variable.space() == StateSpace.PARAM
        && inKernel()
        && frame.function.parameters().contains(variable);
  }

  /** The address of a variable in its own space. */
  long address(PtxVariable named) {
    PtxVariable variable = resolve(named);
    Long known = addresses.get(variable);
    if (known != null) {
      return known;
    }
    long address =
        switch (variable.space()) {
          case GLOBAL, CONST -> globals.applyAsLong(variable);
          case LOCAL, PARAM -> local(variable);
          case SHARED -> shared.address(variable);
        };
    addresses.put(variable, address);
    return address;
  }

  private long local(PtxVariable variable) {
    long address = align(localEnd, variable.alignment());
    localEnd = address + variable.bytes();
    return address;
  }

  private static long align(long address, int alignment) {
    return (address + alignment - 1) & -alignment;
  }
}
