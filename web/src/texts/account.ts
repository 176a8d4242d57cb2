// The catalogue's part for customers: signing up, logging in, what keeps an account safe.

export const accountTexts = {
  unreachable: "The venue cannot be reached just now.",
  tooMany: (seconds: number) =>
    seconds > 90
      ? `Too many attempts. Try again in ${Math.ceil(seconds / 60)} minutes.`
      : `Too many attempts. Try again in ${Math.max(seconds, 1)} seconds.`,
  refused: (rule: string, accepted: string) =>
    `${rule.charAt(0).toUpperCase()}${rule.slice(1)}.${accepted ? ` Expected: ${accepted}.` : ""}`,
  show: "Show",
  hide: "Hide",
  email: "E-mail address",
  password: "Password",
  newPassword: "New password",
  passwordHint: "12 characters or more; any will do. A sentence is easier to remember than a riddle.",
  back: "Back to log-in",

  header: {
    logIn: "Log in",
    signUp: "Sign up",
    account: (id: number | null) => (id === null ? "Account" : `Account ${id}`),
    menu: "Your account",
    security: "Security",
    keys: "API keys",
    wallet: "Wallet",
    mailbox: "Mailbox",
    logOut: "Log out",
    noLogOut: "You are still logged in: the venue cannot be reached.",
  },

  signUp: {
    title: "Open an account",
    about: "An address and a password are enough to begin with. No money is real on a venue that is tried out.",
    send: "Sign up",
    known: "Have an account already?",
    sentTitle: "Read your mail",
    sent: (email: string) =>
      `If ${email} can have an account, a letter is there now. Follow its link within 24 hours, and enter your ` +
      "password once more.",
    mailbox: "Open the local mailbox",
    again: "Use another address",
  },

  confirm: {
    title: "Confirm your address",
    about: "Enter the password that you chose when you signed up.",
    send: "Open the account",
    noToken: "This link is not whole. Open it once more from the letter.",
    done: "Your account is open. Log in to use it.",
  },

  logIn: {
    title: "Log in",
    send: "Log in",
    forgotten: "Forgot your password?",
    newHere: "New here?",
    codeTitle: "Second factor",
    codeAbout: "Enter the six digits that your authenticator shows, or one of your recovery codes.",
    code: "Code",
    sendCode: "Continue",
    other: "Log in as somebody else",
    renewed: "Your new password is set. Log in with it.",
  },

  forgotten: {
    title: "Set a new password",
    about: "We send a link to the address of your account. It is good for 30 minutes, once.",
    send: "Send the link",
    sent: (email: string) => `A letter is on its way to ${email}.`,
    newTitle: "Choose a new password",
    newAbout: "Every session ends when it is set. A second factor stays on.",
    set: "Set the password",
  },

  mailbox: {
    title: "Local mailbox",
    about:
      "Letters that this venue wrote to its customers. Nothing leaves the machine while a venue is tried out; " +
      "this page is shown to the machine itself and to nobody else.",
    none: "No letter has been written yet.",
    shut: "This venue shows no mailbox here.",
    to: "To",
    refresh: "Look again",
  },
};
