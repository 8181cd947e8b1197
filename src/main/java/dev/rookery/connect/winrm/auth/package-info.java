/// Says who we are over HTTP, and seals what is sent afterwards: NTLM and Kerberos.
@NullMarked
package dev.rookery.connect.winrm.auth;

import org.jspecify.annotations.NullMarked;
