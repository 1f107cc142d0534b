package io.quantgrid.core.text.jinja;

import java.util.List;

/** What stands left of {@code =} and {@code in}. */
sealed interface Target {
  void assign(Scope scope, Object value);

  /** A variable. */
  record Name(String name) implements Target {
    @Override
    public void assign(Scope scope, Object value) {
      scope.set(name, value);
    }
  }

  /** {@code namespace.attribute}. */
  record Attribute(String namespace, String attribute) implements Target {
    @Override
    public void assign(Scope scope, Object value) {
      Object owner = scope.get(namespace);
      Operators.defined(owner);
      if (!(owner instanceof Namespace found)) {
        throw new JinjaException(
            "TemplateRuntimeError", "cannot assign attribute on non-namespace object");
      }
      found.attributes().put(attribute, value);
    }
  }

  /** {@code a, b}. */
  record Several(List<Target> targets) implements Target {
    @Override
    public void assign(Scope scope, Object value) {
      List<Object> values = Values.iterate(value);
      if (values.size() != targets.size()) {
        throw JinjaException.value(
            values.size() < targets.size()
                ? "not enough values to unpack (expected %d, got %d)"
                    .formatted(targets.size(), values.size())
                : "too many values to unpack (expected %d)".formatted(targets.size()));
      }
      for (int i = 0; i < values.size(); i++) {
        targets.get(i).assign(scope, values.get(i));
      }
    }
  }
}
