/** Communication between devices, and with the host. */
package org.hlorun.interpreter.collective;
