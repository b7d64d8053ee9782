package org.hlorun.kernelir.ir;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a block only computes for the case that a flag of {@link UnaryKind#SELDOM} is true: the
 * operations whose results are needed for nothing but what selects by that flag choose where it is
 * true. They can be left out as long as it is false.
 */
public final class RareCode {
  /** None. */
  public static final RareCode NONE = new RareCode(List.of());

  /** Selects by one flag that stand side by side. */
  private static final class Group {}

  /** Stands for needing a value whatever the flags are. */
  private static final Group ALWAYS = new Group();

  private final List<Operation> operations;
  private final Set<Value> flags = new HashSet<>();

  /** The groups of selects, by their results. */
  private final Map<Value, Group> groups = new HashMap<>();

  /** What each value is needed for. */
  private final Map<Value, Group> users = new HashMap<>();

  private final Set<Group> used = new HashSet<>();
  private int size;

  private RareCode(List<Operation> operations) {
    this.operations = operations;
  }

  /**
   * The rare code of a block; there is none of loops and branches and of blocks that have some.
   *
   * @param known the flags that seldom are true and are computed outside of the block
   */
  public static RareCode of(Block block, Set<Value> known) {
    RareCode code = new RareCode(block.operations());
    if (!block.isStraight() || !code.group(known)) {
      return NONE;
    }
    block.yields().forEach(value -> code.use(value, ALWAYS));
    for (Operation operation : block.operations().reversed()) {
      code.visit(operation);
    }
    return code;
  }

  /** Whether an operation is a flag that seldom is true. */
  public static boolean isFlag(Operation operation) {
    return operation instanceof Operation.Unary unary && unary.kind() == UnaryKind.SELDOM;
  }

  /** Finds the groups; false if there are none. */
  private boolean group(Set<Value> known) {
    Value last = null;
    Group group = null;
    for (Operation operation : operations) {
      if (isFlag(operation)) {
        flags.add(((Operation.Unary) operation).result());
      }
      Value flag = operation instanceof Operation.Select select ? select.condition() : null;
      if (flag != null && (flags.contains(flag) || known.contains(flag))) {
        group = flag == last ? group : new Group();
        groups.put(((Operation.Select) operation).result(), group);
      } else {
        flag = null;
      }
      last = flag;
    }
    return group != null;
  }

  private void visit(Operation operation) {
    Group user = user(operation);
    if (user != ALWAYS) {
      groups.remove(((Operation.Pure) operation).result());
      used.add(user);
      size++;
    }
    switch (operation) {
      case Operation.Unary op -> use(op.operand(), user);
      case Operation.Cast op -> use(op.operand(), user);
      case Operation.Call op -> op.arguments().forEach(value -> use(value, user));
      case Operation.Lookup op -> use(op.index(), user);
      case Operation.Fma op -> {
        use(op.a(), user);
        use(op.b(), user);
        use(op.c(), user);
      }
      case Operation.Binary op -> {
        use(op.lhs(), user);
        use(op.rhs(), user);
      }
      case Operation.Compare op -> {
        use(op.lhs(), user);
        use(op.rhs(), user);
      }
      case Operation.Select op -> {
        use(op.condition(), user);
        use(op.onTrue(), groups.getOrDefault(op.result(), user));
        use(op.onFalse(), user);
      }
      case Operation.Index op -> use(op.index());
      case Operation.Load op -> {
        use(op.index());
        use(op.mask(), ALWAYS);
      }
      case Operation.Store op -> {
        use(op.index());
        use(op.value(), ALWAYS);
        use(op.mask(), ALWAYS);
      }
      case Operation.Prefetch op -> use(op.index());
      case Operation.Constant op -> {}
      default -> throw new IllegalStateException("this is not straight code");
    }
  }

  /** What an operation is needed for. Accesses to memory stay where they are. */
  private Group user(Operation operation) {
    boolean mayMove =
        operation instanceof Operation.Pure
            && !(operation instanceof Operation.Load
                || operation instanceof Operation.Index
                || operation instanceof Operation.Constant);
    return mayMove ? users.getOrDefault(((Operation.Pure) operation).result(), ALWAYS) : ALWAYS;
  }

  private void use(Value value, Group user) {
    if (value != null) {
      users.merge(value, user, (a, b) -> a == b ? a : ALWAYS);
    }
  }

  private void use(IndexExpr index) {
    for (int i = 0; i < index.size(); i++) {
      IndexExpr.Atom atom = index.atom(i);
      if (atom instanceof IndexExpr.Variable variable) {
        use(variable.value(), ALWAYS);
      } else {
        use(atom.dividend());
      }
    }
  }

  /** The number of operations that are rare code. */
  public int size() {
    return size;
  }

  /** Whether an operation is rare code. */
  public boolean covers(Operation operation) {
    return size > 0 && user(operation) != ALWAYS;
  }

  private Group group(int index) {
    return operations.get(index) instanceof Operation.Select select
        ? groups.get(select.result())
        : null;
  }

  /** How many of the operations from one on are selects that have the same rare code. */
  public int selects(int from) {
    Group group = size == 0 ? null : group(from);
    if (group == null || !used.contains(group)) {
      return 0;
    }
    int end = from + 1;
    while (end < operations.size() && group(end) == group) {
      end++;
    }
    return end - from;
  }

  /** The rare code of the selects from one on, in the order of the block. */
  public List<Operation> before(int from) {
    Group group = group(from);
    return operations.subList(0, from).stream().filter(op -> user(op) == group).toList();
  }
}
