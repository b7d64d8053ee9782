/**
 * How programs are run: a {@link org.hlorun.language.backend.Backend}, found with {@link
 * java.util.ServiceLoader}, compiles a module to an {@link org.hlorun.language.backend.Executable}.
 */
package org.hlorun.language.backend;
