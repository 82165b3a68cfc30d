/** Change this line, commit and push: it is live in a moment. */
export const greeting = 'Hello from Juanie';
